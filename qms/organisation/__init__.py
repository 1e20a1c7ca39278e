"""Who the organisation is: departments, people, roles over time, duties, authority, and the profile it brings."""
