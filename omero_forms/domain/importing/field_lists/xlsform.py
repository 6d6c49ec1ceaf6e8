# SPDX-License-Identifier: AGPL-3.0-or-later
"""XLSForm, the spreadsheets of ODK, KoboToolbox and others: sheets `survey`, `choices` and `settings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from omero_forms.domain.importing.field_lists.branching import not_said
from omero_forms.domain.importing.field_lists.conditions import Test, UnsayableError, read_expression
from omero_forms.domain.importing.field_lists.fields import (
    NO_NAME,
    Field,
    answer_of,
    codes_of,
    constrain,
    number,
)
from omero_forms.domain.importing.field_lists.tables import Row, Table
from omero_forms.domain.importing.questions import choices, several
from omero_forms.domain.importing.shapes import Noted
from omero_forms.domain.schemas import budgets
from omero_forms.domain.schemas.subschemas import Schema
from omero_forms.domain.texts import noop, t

_TYPES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "string": {"type": "string"},
    "barcode": {"type": "string"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "decimal": {"type": "number"},
    "range": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "acknowledge": {"type": "boolean", "const": True},
    "trigger": {"type": "boolean", "const": True},
}
_OLD_TYPES: Mapping[str, str] = {
    "gps": "geopoint",
    "location": "geopoint",
    "phone number": "text",
    "date time": "datetime",
}
"""What types were called before, and are still taken for."""
_AS_TEXT = frozenset({"geopoint", "geotrace", "geoshape"})
_FILES = frozenset({"image", "photo", "audio", "video", "file", "background-audio", "background-geopoint"})
_BY_DEVICE = frozenset(
    "start end today deviceid phonenumber username email audit simserial subscriberid start-geopoint".split()
)
_NOT_ASKED = {
    "note": noop("A note asks nothing: “{label}” does not come along."),
    "calculate": noop("A calculation does not come along."),
    "hidden": noop("A hidden value does not come along."),
    "xml-external": noop("A file of choices does not come along."),
    "csv-external": noop("A file of choices does not come along."),
}
_CHOICE = re.compile(
    r"(select[ _]one|select[ _]multiple|select all that apply|rank)\s+(?:from\s+)?(\S+)(\s+or[ _](?:specify )?other)?",
    re.IGNORECASE,
)
_FROM_FILE = re.compile(r"select_(one|multiple)_(from_file|external)\b.*", re.IGNORECASE)
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"", "no", "false", "false()", "0"})
_EXPRESSION = re.compile(r"\$\{|\w\(")
_MULTILINE_WIDGET = "textarea"
_WIDGETS = {
    "minimal": "select",
    "multiline": _MULTILINE_WIDGET,
    "horizontal": "radio",
    "likert": "radio",
    "quick": "radio",
}

_DEEPEST = 20

_NO_LIST = noop("There is no list of choices “{name}”.")
_NO_TYPE = noop("There is no type “{name}”.")
_UNOPENED = noop("It ends what was not begun.")
_TOO_DEEP = noop("It is nested too deeply.")
_UNENDED = noop("It is begun, and not ended.")
_AS_TEXTS = noop("What is a “{name}” there is asked for as text here.")
_BY_DEVICES = noop("“{name}” is filled in by a device there, and does not come along.")
_OF_FILES = noop(
    "“{name}” takes a file, which answers here do not hold; it does not come along. Files are attached to the object."
)
_FROM_A_FILE = noop("Its choices are in another file; it is asked for as text.")
_RANKED = noop("“rank” becomes several of a list, in the order in which they are chosen.")
_NO_DEFAULT = noop("The default “{text}” does not come along, since it is calculated.")
_BAD_DEFAULT = noop("The default “{text}” is no answer to the question, and is left out.")
_NO_CONSTRAINT = noop("The constraint “{text}” does not come along, since {reason}.")
_NO_EXPRESSION = noop("“{text}” is an expression; the question is not required.")
_READ_ONLY = noop("“{text}” is an expression; the question can be changed.")
_APPEARANCE = noop("The appearance “{text}” does not come along.")
_LANGUAGES = noop("What stands in {languages} does not come along: a form has one language, here {default}.")
_COUNT = noop("How many entries there are is calculated; any number is taken.")
_FILTER = noop("Choices are not narrowed by other answers; all of them are offered.")


@dataclass(slots=True)
class _Open:
    """A group or repeat whose end has not come."""

    field: Field
    row: Row
    kind: str


@dataclass(slots=True)
class XlsForm:
    """What the sheets hold: the form's name, and its questions."""

    survey: Table
    choices: Table | None
    settings: Table | None
    noted: Noted
    title: str = ""
    fields: list[Field] = field(default_factory=list)
    _language: str = ""
    _lists: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def read(self) -> None:
        """Fill `title` and `fields`; what does not come along is noted."""
        settings = self.settings.rows[0] if self.settings is not None and self.settings.rows else None
        self.title = settings.text("form_title", "title") if settings else ""
        self._language = self._default_language(settings.text("default_language") if settings else "")
        if settings:
            # Of the application that the form was made for.
            settings.text("form_id"), settings.text("id_string"), settings.text("version")
        for row in self.choices.rows if self.choices is not None else ():
            name = row.text("list_name", "list name")
            code = row.text("name", "value")
            if name and code:
                self._lists.setdefault(name, []).append((code, self._said(row, "label") or code))
        self._read_survey()
        for table in (self.survey, self.choices, self.settings):
            if table is not None:
                table.note_the_rest(self.noted)

    # --- languages

    def _default_language(self, named: str) -> str:
        """The language that is read: the one that settings name, else that of the first label."""
        found: dict[str, str] = {}
        for key, name in self.survey.columns.items():
            base, _colons, language = key.partition(":")
            if base in {"label", "hint"} and language:
                found.setdefault(language.strip(": "), name.partition(":")[2].strip(": "))
        plain = " ".join(named.lower().split())
        if not found or "label" in self.survey.columns:
            chosen = ""
        else:
            chosen = next((each for each in found if each in {plain, *([plain.split(" (")[0]] if plain else [])}), "")
            chosen = chosen or next(iter(found))
        others = [name for key, name in found.items() if key != chosen]
        if others:
            told = found[chosen] if chosen else t("that of “label”")
            self.noted.mend(
                self.survey.sheet, t(_LANGUAGES, languages=", ".join(f"“{each}”" for each in others), default=told)
            )
        unread = found.keys() - {chosen, ""}
        for table in filter(None, (self.survey, self.choices)):
            table.used |= {key for key in table.columns if key.partition(":")[2].strip(": ") in unread}
        return chosen

    def _said(self, row: Row, column: str) -> str:
        """What a column says in the language of the form."""
        chosen = self._language
        return row.text(*([f"{column}::{chosen}", f"{column}:{chosen}"] if chosen else []), column)

    # --- questions

    def _read_survey(self) -> None:
        opened: list[_Open] = []
        for row in self.survey.rows:
            budgets.check()
            if len(opened) > _DEEPEST:
                self.noted.refuse(row.at("type"), t(_TOO_DEEP))
                return
            kind = " ".join(row.text("type").lower().split())
            kind = _OLD_TYPES.get(kind, kind)
            begun, _blank, of = kind.replace("_", " ", 1).partition(" ")
            if begun == "begin" and of in {"group", "repeat"}:
                opened.append(self._begin(row, of))
            elif begun == "end" and of in {"group", "repeat"}:
                if not opened or opened[-1].kind != of:
                    self.noted.refuse(row.at("type"), t(_UNOPENED))
                    continue
                self._place(opened, opened.pop().field)
            elif kind:
                for one in self._questions(row, kind):
                    self._place(opened, one)
            elif row.text("name"):
                self.noted.refuse(row.at("type"), t(_NO_TYPE, name=""))
        for left in opened:
            self.noted.refuse(left.row.at("type"), t(_UNENDED))

    def _place(self, opened: list[_Open], one: Field) -> None:
        if one.inside is not None and not one.inside:
            # Nothing in it came along.
            return
        holder = opened[-1].field.inside if opened else self.fields
        assert holder is not None  # noqa: S101  (what is begun holds fields)
        holder.append(one)

    def _begin(self, row: Row, kind: str) -> _Open:
        one = Field(row.text("name"), row.where, inside=[], is_list=kind == "repeat")
        self._say(one, row)
        if not one.name:
            self.noted.refuse(row.at("name"), t(NO_NAME))
        self._condition(one, row)
        if count := row.text("repeat_count"):
            number_of = answer_of({"type": "integer"}, count)
            if isinstance(number_of, int) and number_of >= 0:
                one.schema |= {"minItems": number_of, "maxItems": number_of}
                one.required = number_of > 0
            else:
                self.noted.mend(row.at("repeat_count"), t(_COUNT))
        row.text("appearance")
        return _Open(one, row, kind)

    def _say(self, one: Field, row: Row) -> None:
        if label := self._said(row, "label"):
            one.schema["title"] = label
        if hint := self._said(row, "hint"):
            one.schema["description"] = hint

    def _questions(self, row: Row, kind: str) -> list[Field]:
        """The question of a row; a second one where "other" is to be told; none where nothing is asked."""
        noted, at = self.noted, row.at("type")
        if message := _NOT_ASKED.get(kind):
            noted.mend(at, t(message, label=self._said(row, "label")))
            self._pass_over(row)
            return []
        is_of_device = kind in _BY_DEVICE or kind.startswith(("uri:", "get "))
        if is_of_device or kind in _FILES:
            noted.mend(at, t(_BY_DEVICES if is_of_device else _OF_FILES, name=row.text("name") or kind))
            self._pass_over(row)
            return []
        one = Field(row.text("name"), row.where)
        if not one.name:
            noted.refuse(row.at("name"), t(NO_NAME))
            return []
        others = self._typed(one, row, kind)
        if others is None:
            return []
        self._look(one, row)
        self._say(one, row)
        self._rules(one, row)
        return [one, *others]

    def _pass_over(self, row: Row) -> None:
        """What a row says of a question that is not asked does not need to be told for itself."""
        for column in ("calculation", "relevant", "appearance", "default", "required", "constraint", "read_only"):
            row.text(column)

    def _typed(self, one: Field, row: Row, kind: str) -> list[Field] | None:
        """Give a question its type, and return those that come with it; None where it is refused."""
        at = row.at("type")
        if _FROM_FILE.fullmatch(kind):
            one.schema = {"type": "string"}
            self.noted.mend(at, t(_FROM_A_FILE))
            return []
        if choice := _CHOICE.fullmatch(" ".join(row.text("type").split())):
            return self._chosen(one, row, choice)
        if kind in _AS_TEXT or kind.startswith("osm"):
            self.noted.mend(at, t(_AS_TEXTS, name=kind))
            one.schema = {"type": "string"}
            return []
        if kind not in _TYPES:
            self.noted.refuse(at, t(_NO_TYPE, name=row.text("type")))
            return None
        one.schema = dict(_TYPES[kind])
        if kind == "range":
            self._range(one, row)
        return []

    def _chosen(self, one: Field, row: Row, choice: re.Match[str]) -> list[Field] | None:
        pairs = self._lists.get(choice[2])
        if not pairs:
            self.noted.refuse(row.at("type"), t(_NO_LIST, name=choice[2]))
            return None
        others = []
        self.noted.make(len(pairs))
        if choice[3]:
            pairs = [*pairs, ("other", "Other")]
            wanted = Test(one.name, "includes", "other")
            others = [
                Field(
                    f"{one.name}_other",
                    row.where,
                    {"type": "string", "title": "Other"},
                    condition=wanted,
                    condition_at=row.at("type"),
                )
            ]
        is_one = choice[1].lower().replace(" ", "_") == "select_one"
        one.schema = choices(pairs) if is_one else several(choices(pairs))
        if choice[1].lower() == "rank":
            self.noted.mend(row.at("type"), t(_RANKED))
        if row.text("choice_filter"):
            self.noted.mend(row.at("choice_filter"), t(_FILTER))
        return others

    def _range(self, one: Field, row: Row) -> None:
        said = dict(part.partition("=")[::2] for part in row.text("parameters").split())
        for name, keyword in (("start", "minimum"), ("end", "maximum"), ("step", "multipleOf")):
            try:
                if name in said and (keyword != "multipleOf" or number(said[name], {}) > 0):
                    one.schema[keyword] = number(said[name], {})
            except UnsayableError:
                self.noted.mend(row.at("parameters"), t(_APPEARANCE, text=row.text("parameters")))

    def _look(self, one: Field, row: Row) -> None:
        left = []
        for word in row.text("appearance").lower().split():
            widget = _WIDGETS.get(word)
            is_choice = codes_of(one.schema) is not None
            if widget is not None and (is_choice if widget != _MULTILINE_WIDGET else one.schema == {"type": "string"}):
                one.ui["ui:widget"] = widget
            else:
                left.append(word)
        if left:
            self.noted.mend(row.at("appearance"), t(_APPEARANCE, text=" ".join(left)))

    def _rules(self, one: Field, row: Row) -> None:
        noted = self.noted
        required = row.text("required").lower()
        one.required = required in _YES
        if required not in _YES | _NO:
            noted.mend(row.at("required"), t(_NO_EXPRESSION, text=row.text("required")))
        read_only = row.text("read_only", "readonly").lower()
        if read_only in _YES:
            one.schema["readOnly"] = True
        elif read_only not in _NO:
            noted.mend(row.at("read_only", "readonly"), t(_READ_ONLY, text=row.text("read_only", "readonly")))
        if row.text("calculation"):
            noted.mend(row.at("calculation"), t(_NOT_ASKED["calculate"]))
        self._condition(one, row)
        if text := row.text("constraint"):
            try:
                constrain(one, read_expression(text))
            except UnsayableError as reason:
                noted.mend(row.at("constraint"), t(_NO_CONSTRAINT, text=text, reason=reason))
            else:
                self._explain(one, row)
        if default := row.text("default"):
            self._default(one, row, default)

    def _explain(self, one: Field, row: Row) -> None:
        """What is to be said of an answer that does not fit stands in the help, which is shown with it."""
        if message := self._said(row, "constraint_message"):
            one.schema["description"] = " ".join(filter(None, (one.schema.get("description"), message)))

    def _condition(self, one: Field, row: Row) -> None:
        if not (text := row.text("relevant", "relevance")):
            return
        at = row.at("relevant", "relevance")
        try:
            one.condition, one.condition_text, one.condition_at = read_expression(text), text, at
        except UnsayableError as reason:
            was_required = row.text("required").lower() in _YES
            self.noted.mend(at, not_said(text, reason, was_required=was_required))
            one.required = False

    def _default(self, one: Field, row: Row, text: str) -> None:
        at = row.at("default")
        if _EXPRESSION.search(text):
            self.noted.mend(at, t(_NO_DEFAULT, text=text))
            return
        value = answer_of(one.schema, text)
        if value is None:
            self.noted.mend(at, t(_BAD_DEFAULT, text=text))
        else:
            one.schema["default"] = value
