"""Which addresses of the network a document may be fetched from: public ones, and no others."""

import ipaddress
import re
import socket
from collections.abc import Sequence

from origin_qa.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where a cloud keeps what its machines may know, though the address looks public.
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, whichever way it is written.

    Loopback, private, shared, link-local, multicast and reserved addresses are not, nor are those of
    clouds' metadata services, nor IPv6 addresses that stand for such an IPv4 address (RFC 4291,
    3056, 4380, 6052).
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64 or int(address) >> 32 == 0:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(each is not None and not is_public(each) for each in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and address not in _METADATA
    )


def literal_address(host: str) -> Address | None:
    """The address that a host is; None if it is a name.

    Raises:
        FetchError: if it is a number that only some programs take for an address (`2130706433`,
            `0x7f.1`, `010.0.0.1`), or not fit for a host at all.
    """
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    if _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise FetchError(f"the host {host} is a number in disguise; write the address as four plain numbers")
    if not host or "%" in host or len(host) > 253:
        raise FetchError(f"“{host}” is no host; give an address such as https://example.org/page")
    return None


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system's resolver gives them.

    Raises:
        FetchError: if it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} wasn't found ({error}); check its spelling") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
