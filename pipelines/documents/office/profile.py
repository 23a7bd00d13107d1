"""The settings LibreOffice is given: no macro runs, no link is followed, no field and no formula is computed anew."""

from __future__ import annotations

from pathlib import Path

_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_INET = "/org.openoffice.Inet/Settings"
_NOWHERE = {"Name": "127.0.0.1", "Port": 9}  # the port that discards: a proxy that leads nowhere
_SETTINGS: dict[tuple[str, str], object] = {
    (_SECURITY, "MacroSecurityLevel"): 3,
    (_SECURITY, "DisableMacrosExecution"): True,
    (_SECURITY, "DisableActiveContent"): True,
    (_SECURITY, "BlockUntrustedRefererLinks"): True,
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): 0,  # never
    ("/org.openoffice.Office.Writer/Content/Update", "Field"): False,
    ("/org.openoffice.Office.Writer/Content/Update", "Chart"): False,
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): 1,  # never
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode"): 1,  # never
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode"): 1,
    (_INET, "ooInetProxyType"): 2,  # by hand
    **{
        (_INET, f"ooInet{kind}Proxy{part}"): what
        for kind in ("HTTP", "HTTPS", "FTP")
        for part, what in _NOWHERE.items()
    },
    (_INET, "ooInetNoProxy"): "",
    ("/org.openoffice.Office.Common/Misc", "FirstRun"): False,
    ("/org.openoffice.Office.Common/Misc", "UseLocking"): False,
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled"): False,
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


def write_profile(folder: Path) -> None:
    """Makes `folder` a user profile with these settings; LibreOffice fills in the rest."""
    (folder / "user").mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{_xml(value)}</value></prop></item>\n'
        for (path, name), value in _SETTINGS.items()
    )
    (folder / "user" / "registrymodifications.xcu").write_text(f"{_HEAD}{items}</oor:items>\n", encoding="utf-8")


def _xml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
