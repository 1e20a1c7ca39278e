"""Quality records an auditor can check."""
