"""URLs of pictures that must load, and the names that are in them."""

from typing import NamedTuple

HERE, SIX = "93.184.216.34", "2606:4700::6810:84e5"
IDN = "xn--bcher-kva.example"
NAMES = {
    "cdn.midjourney.com": ["104.18.10.5", "104.18.11.5"],
    "cdn.discordapp.com": ["162.159.133.233", "162.159.134.233", "162.159.129.233"],
    "media.discordapp.net": [SIX, "162.159.130.232"],
    "six.example": [SIX],
    **{
        name: [HERE]
        for name in (
            "public.example",
            "sub.public.example",
            "a-b--c.example",
            "my_bucket.s3.example",
            "cafe.de",
            "dead.beef",
            "1e100.net",
            "163.com",
            "127.0.0.1.example",
            "0x7f.example",
            "1.2.3.4.in-addr.arpa",
            f"{'a' * 63}.example",
            IDN,
            "xn--fsqu00a.xn--0zwm56d",
            "xn--strae-oqa.example",
        )
    },
}


class Legal(NamedTuple):
    """A URL, the `Host` that its server is asked for, and the path."""

    url: str
    host: str
    path: str


DISCORD = "/attachments/1/2/me_a_cat.png?ex=66a1&is=669f&hm=c0ffee&"
LEGAL = (
    Legal("https://cdn.midjourney.com/3c2d/0_0.png", "cdn.midjourney.com", "/3c2d/0_0.png"),
    Legal(f"https://cdn.discordapp.com{DISCORD}", "cdn.discordapp.com", DISCORD),
    Legal(f"https://media.discordapp.net{DISCORD}", "media.discordapp.net", DISCORD),
    Legal("http://public.example", "public.example", "/"),
    Legal("http://public.example/", "public.example", "/"),
    Legal("http://public.example?w=1", "public.example", "/?w=1"),
    Legal("http://public.example#top", "public.example", "/"),
    Legal("http://public.example/a.png#top?x=1", "public.example", "/a.png"),
    Legal("HTTP://Public.EXAMPLE/A.png", "public.example", "/A.png"),
    Legal("http://public.example./a.png", "public.example", "/a.png"),
    Legal("http://public.example:80/a.png", "public.example", "/a.png"),
    Legal("http://public.example:8080/a.png", "public.example:8080", "/a.png"),
    Legal("https://public.example:443/a.png", "public.example", "/a.png"),
    Legal("https://public.example:8443/a.png", "public.example:8443", "/a.png"),
    Legal("http://public.example:443/a.png", "public.example:443", "/a.png"),
    Legal("http://sub.public.example/a.png", "sub.public.example", "/a.png"),
    Legal("http://a-b--c.example/a.png", "a-b--c.example", "/a.png"),
    Legal("http://my_bucket.s3.example/a.png", "my_bucket.s3.example", "/a.png"),
    Legal("http://cafe.de/a.png", "cafe.de", "/a.png"),
    Legal("http://dead.beef/a.png", "dead.beef", "/a.png"),
    Legal("http://1e100.net/a.png", "1e100.net", "/a.png"),
    Legal("https://163.com/a.png", "163.com", "/a.png"),
    Legal("http://127.0.0.1.example/a.png", "127.0.0.1.example", "/a.png"),
    Legal("http://0x7f.example/a.png", "0x7f.example", "/a.png"),
    Legal("http://1.2.3.4.in-addr.arpa/a.png", "1.2.3.4.in-addr.arpa", "/a.png"),
    Legal(f"http://{'a' * 63}.example/a.png", f"{'a' * 63}.example", "/a.png"),
    Legal("http://bücher.example/a.png", IDN, "/a.png"),
    Legal("https://xn--bcher-kva.example/a.png", IDN, "/a.png"),
    Legal("https://例子.测试/a.png", "xn--fsqu00a.xn--0zwm56d", "/a.png"),
    Legal("http://straße.example/a.png", "xn--strae-oqa.example", "/a.png"),
    Legal(f"http://{HERE}/a.png", HERE, "/a.png"),
    Legal(f"http://{HERE}:8080/a.png", f"{HERE}:8080", "/a.png"),
    Legal(f"http://[{SIX}]/a.png", f"[{SIX}]", "/a.png"),
    Legal(f"http://[{SIX.upper()}]:8080/a.png", f"[{SIX}]:8080", "/a.png"),
    Legal(f"http://[::ffff:{HERE}]/a.png", HERE, "/a.png"),
    Legal("https://six.example/a.png", "six.example", "/a.png"),
    Legal("http://public.example/a cat.png", "public.example", "/a%20cat.png"),
    Legal("http://public.example/一只猫.png", "public.example", "/%E4%B8%80%E5%8F%AA%E7%8C%AB.png"),
    Legal("http://public.example/%E7%8C%AB%2F.png?a=%26", "public.example", "/%E7%8C%AB%2F.png?a=%26"),
    Legal("http://public.example/@127.0.0.1:22/", "public.example", "/@127.0.0.1:22/"),
    Legal("http://public.example//evil.example/a.png", "public.example", "//evil.example/a.png"),
    Legal(
        "http://public.example/../a.png?u=http://x.example/",
        "public.example",
        "/../a.png?u=http://x.example/",
    ),
    Legal(
        "http://public.example/a;b=1,2/(c)!'*$&+=~[d].png", "public.example", "/a;b=1,2/(c)!'*$&+=~[d].png"
    ),
    Legal('http://public.example/"<{a}>".png', "public.example", "/%22%3C%7Ba%7D%3E%22.png"),
)
