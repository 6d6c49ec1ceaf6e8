# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which the demo shows its mails."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from demo.smtp import Mailbox, render_mail

LINK = "http://127.0.0.1:4080/omero_forms/?id=4&type=dataset&form=f1"


def keep_a_mail(directory: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "[OMERO] 1 dataset needs <metadata>"
    message["From"] = "OMERO forms <forms@omero.example.org>"
    message["To"] = "jnovak@lab.example.org"
    message.set_content(f"Fill it in:\n  {LINK}\n")
    message.add_alternative(f'<p>Fill it <a href="{LINK.replace("&", "&amp;")}">in</a></p>', "html")
    message.add_attachment("1 < 2\n", filename="checkpoint-1.txt")
    (directory / "0001.eml").write_bytes(message.as_bytes())


def test_mails_of_an_earlier_run_are_shown_again(tmp_path: Path) -> None:
    keep_a_mail(tmp_path)
    (mail,) = Mailbox(tmp_path).mails
    assert mail.recipients == ("jnovak@lab.example.org",)
    summary = mail.summary()
    assert summary["subject"] == "[OMERO] 1 dataset needs <metadata>"
    assert summary["attached"] == {"checkpoint-1.txt": "1 < 2\n"}


def test_links_of_a_mail_can_be_followed(tmp_path: Path) -> None:
    keep_a_mail(tmp_path)
    (mail,) = Mailbox(tmp_path).mails
    page = render_mail(mail)
    address = LINK.replace("&", "&amp;")
    assert f'<a href="{address}">{address}</a>' in page
    # OMERO.web lets nobody frame it, so the frame's links have to open outside of it.
    assert "&lt;base target=&quot;_blank&quot;&gt;" in page
    assert "allow-popups-to-escape-sandbox" in page
    assert "<metadata>" not in page
    assert "<h2>Attached: checkpoint-1.txt</h2><pre>1 &lt; 2\n</pre>" in page
