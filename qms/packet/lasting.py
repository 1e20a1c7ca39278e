"""What makes the file last: nothing from outside in it, and its claim to both standards inside it.

PDF/A-3a (ISO 19005-3) keeps it readable for decades with the data attached, PDF/UA-1 (ISO 14289-1) readable by
everybody. The engine writes metadata for one of them; here the second is added. Used in the child alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ENDS, _ENDS_PLAINLY = b"\nendstream", b"\r\nendstream"
_RDF_END = b"</rdf:RDF>"
# PDF/A-3 allows a property outside its own list only with the schema that describes it (ISO 19005-3, 6.6.2.3).
_UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def locked_fetcher(assets: Mapping[str, str], refused: list[str]) -> Callable[[str], object]:
    """A fetcher that serves these drawings by address from memory; any other address is refused.

    A refusal ends the render, and is noted for where the engine would go on without a drawing.
    """
    urls: Any = import_module("weasyprint.urls")

    def fetch(url: str) -> object:
        if url not in assets:
            refused.append(f"refused to fetch {url[:100]}")
            raise urls.FatalURLFetchingError(refused[-1])
        return urls.URLFetcherResponse(url, assets[url].encode(), {"Content-Type": "image/svg+xml"})

    return fetch


def end_streams_plainly() -> None:
    """Put CR LF after a stream whose last byte is CR.

    The engine writes LF before ``endstream``. After a CR that reads as one line end of two bytes, and then the
    stream seems a byte shorter than its length says (ISO 32000-1, 7.3.8.1); one packet in many would fail for it.
    """
    stream_class: Any = import_module("pydyf").Stream
    written: Callable[[object], bytes] = stream_class.data.fget

    def data(stream: object) -> bytes:
        whole = written(stream)
        return whole.removesuffix(_ENDS) + _ENDS_PLAINLY if whole.endswith(b"\r" + _ENDS) else whole

    stream_class.data = property(data)


def keep_metadata(metadata: Any) -> None:  # noqa: ANN401 - the engine is untyped
    """Add the claim to PDF/UA-1, and keep the metadata stream uncompressed so that any program finds it."""
    write: Callable[..., None] = metadata.include_in_pdf
    generate: Callable[..., bytes] = metadata.generate_rdf_metadata

    def both(*claim: object) -> bytes:
        rdf = generate(*claim)
        return rdf.replace(_RDF_END, _UNIVERSAL_ACCESS + _RDF_END)

    def uncompressed(*claim: object, **_: object) -> None:
        pdf, variant, version, conformance = claim[:4]
        write(pdf, variant, version, conformance, compress=False)

    metadata.generate_rdf_metadata = both
    metadata.include_in_pdf = uncompressed
