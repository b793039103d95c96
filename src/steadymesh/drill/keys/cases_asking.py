"""They ask us, and the answer needs a key."""

from __future__ import annotations

from typing import Final

from steadymesh.drill.keys import causes, deeds
from steadymesh.drill.keys.case import KeyCase, Writer, harmless, read, refused, unheard, unreadable
from steadymesh.drill.keys.deviations import OLDEST, SILENT, UNSUPPORTED
from steadymesh.drill.keys.scene import NEWEST, PERSON_KEY

ASKING: Final = (
    KeyCase(name="asks", title="none: both know each other", writer=Writer.THEY, expect=read(0)),
    KeyCase(
        name="evicted-asks",
        title="our radio's table was full and forgot them",
        control="asks",
        writer=Writer.THEY,
        cause=causes.evicted,
        expect=read(),
        but={NEWEST: harmless(read(0))},
    ),
    KeyCase(
        name="lost-asks",
        title="our radio has lost them altogether",
        control="asks",
        writer=Writer.THEY,
        cause=causes.lost,
        expect=read(),
        but=SILENT,
    ),
    KeyCase(
        name="imported-asks",
        title="never met; their key is in `node_names.json`",
        control="asks",
        writer=Writer.THEY,
        before=causes.unmet,
        prepared=deeds.imports,
        expect=read(),
        but=SILENT,
    ),
    KeyCase(
        name="stranger-asks",
        title="nobody knows their key",
        control="asks",
        writer=Writer.THEY,
        before=causes.unmet,
        expect=read(0),
        but=SILENT,
    ),
    KeyCase(
        name="silent-stranger-asks",
        title="the same, and their node says nothing of itself",
        control="stranger-asks",
        writer=Writer.THEY,
        before=causes.unmet_and_silent,
        expect=unreadable(),
        but={NEWEST: harmless(unheard())},
    ),
    KeyCase(
        name="expected-asks",
        title="never met, but an administrator: brought ahead",
        control="imported-asks",
        writer=Writer.THEY,
        sets=(f"bot.admins={PERSON_KEY.base64}",),
        before=causes.unmet,
        prepared=deeds.imports,
        expect=read(0),
        but={OLDEST: harmless(read(0))},
    ),
    KeyCase(
        name="reset-asks",
        title="they were reset: new key, heard here",
        control="asks",
        writer=Writer.THEY,
        cause=causes.reset_and_met,
        expect=read(),
        but={**UNSUPPORTED, **SILENT},
    ),
    KeyCase(
        name="reset-held-asks",
        title="the same, the old key is verified here",
        control="reset-asks",
        writer=Writer.THEY,
        cause=causes.reset_and_met,
        prepared=deeds.verifies,
        expect=refused("KEY_HELD"),
        but={NEWEST: harmless(unheard())},
    ),
    KeyCase(
        name="upgraded-asks",
        title="they upgraded to 2.8: new number, not heard yet",
        control="asks",
        writer=Writer.THEY,
        cause=causes.upgraded_unheard,
        expect=read(),
        but=SILENT,
    ),
    KeyCase(
        name="has-our-old-key-asks",
        title="our radio was reset: they have its old key",
        control="asks",
        writer=Writer.THEY,
        cause=causes.our_reset,
        settle_s=20,
        expect=unreadable(),
        but=SILENT,
    ),
)
