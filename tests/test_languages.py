"""A language is one file, built as the commands are; what is wrong with it is one clear line."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.languages import Language, read_languages
from tests.conftest import write_vault


def reading(folder: Path, text: str, *, file: str = "de.yaml") -> tuple[Language, ...]:
    return read_languages(write_vault(folder, {file: text}))


def fault(folder: Path, text: str, *, file: str = "de.yaml") -> str:
    """The error, from the file's name on."""
    with pytest.raises(ConfigError) as caught:
        reading(folder, text, file=file)
    return str(caught.value).removeprefix(f"{folder}/")


def test_every_text_has_its_place(tmp_path):
    (german,) = reading(
        tmp_path,
        """
        search:
          name: suche
          options:
            in: {name: in, description: Worin, choices: {both: Beides}}
        settings:
          commands:
            set: {name: ändern}
        Find a quote:
          name: Zitat finden
        """,
    )
    assert german.code == "de"
    assert german.texts == {
        ("search", "name"): "suche",
        ("search", "options", "in", "name"): "in",
        ("search", "options", "in", "description"): "Worin",
        ("search", "options", "in", "choices", "both"): "Beides",
        ("settings", "commands", "set", "name"): "ändern",
        ("Find a quote", "name"): "Zitat finden",
    }


def test_a_group_may_stand_between_a_command_and_its_subcommands(tmp_path):
    (language,) = reading(tmp_path, "a: {commands: {b: {commands: {c: {name: d}}}}}")
    assert language.texts == {("a", "commands", "b", "commands", "c", "name"): "d"}


def test_what_looks_like_another_type_is_text(tmp_path):
    text = "quote: {name: no, description: 2024-13-45, options: {on: {name: '12', description: ~}}}"
    (language,) = reading(tmp_path, text, file="no.yaml")
    assert list(language.texts.values()) == ["no", "2024-13-45", "12", "~"]


@pytest.mark.parametrize(
    "name", ["zitat", "stöbern", "ßß", "lead_in", "vor-schau", "खोज", "ค้นหา", "検索"]
)
def test_names_may_be_of_any_script(tmp_path, name):
    (language,) = reading(tmp_path, f"quote: {{name: {name}}}")
    assert language.texts["quote", "name"] == name


def test_languages_come_by_code_and_files_of_editors_are_left_alone(tmp_path):
    write_vault(tmp_path, {f"{name}.yaml": "a: {name: b}" for name in ("pt-BR", "de", ".de")})
    assert [language.code for language in read_languages(tmp_path)] == ["de", "pt-BR"]


WRONG = {
    "not a mapping": ("- quote\n", "1: the file should hold keys and values"),
    "a text for a command": ("quote: zitat\n", '1: "quote" should hold keys and values'),
    "a command of nothing": ("quote:\n", '1: "quote" should hold keys and values'),
    "a list for a name": ("quote:\n  name: [a]\n", '2: "quote.name" should be a text'),
    "an unknown key": (
        "quote:\n  nmae: zitat\n",
        '2: "quote.nmae" is unknown; there may be name, description, options, commands',
    ),
    "a menu with a description": (
        "Find it: {description: x}",
        '1: "Find it.description" is unknown; there may be name',
    ),
    "choices without an option": (
        "quote: {choices: {a: b}}",
        '1: "quote.choices" is unknown; there may be name, description, options, commands',
    ),
    "a key twice": ("quote: {name: a}\nquote: {name: b}\n", '2: "quote" stands here twice'),
    "a name in capitals": (
        "quote: {name: Zitat}",
        '1: "quote.name" should have lower case letters, digits, - and _ only, not "Zitat"',
    ),
    "a name with a blank": (
        "quote: {name: ein zitat}",
        '1: "quote.name" should have lower case letters, digits, - and _ only, not "ein zitat"',
    ),
    "a name of nothing": (
        "quote: {name: ''}",
        '1: "quote.name" has 0 characters; it needs 1 to 32, not all blank',
    ),
    "a long name": (
        f"quote: {{options: {{text: {{name: {'x' * 33}}}}}}}",
        '1: "quote.options.text.name" has 33 characters; it needs 1 to 32, not all blank',
    ),
    "a long name of a menu": (
        f"Find it: {{name: {'x' * 33}}}",
        '1: "Find it.name" has 33 characters; it needs 1 to 32, not all blank',
    ),
    "a long description": (
        f"quote: {{description: {'x' * 101}}}",
        '1: "quote.description" has 101 characters; it needs 1 to 100, not all blank',
    ),
    "two commands called alike": (
        "quote: {name: a}\nnote: {name: a}\n",
        '2: "note" is called "a", as "quote" is',
    ),
    "two options called alike": (
        "quote: {options: {a: {name: x}, b: {name: x}}}",
        '1: "quote.options.b" is called "x", as "a" is',
    ),
    "two choices called alike": (
        "quote: {options: {a: {choices: {b: x, c: x}}}}",
        '1: "quote.options.a.choices.c" is called "x", as "b" is',
    ),
    "no YAML": ("quote: {name: a\n", "2: not valid YAML: "),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_with_file_line_and_key(tmp_path, text, told):
    assert fault(tmp_path, text).startswith(f"de.yaml:{told}")


@pytest.mark.parametrize("file", ["de.yml", "german.yaml", "de_DE.yaml", "notes.txt"])
def test_a_file_that_is_called_after_no_language_is_told(tmp_path, file):
    assert fault(tmp_path, "", file=file).startswith(f"{file}: should be called LANGUAGE.yaml")


def test_a_file_of_nothing_is_told(tmp_path):
    assert fault(tmp_path, "# soon\n").startswith("de.yaml: holds nothing")


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "de.yaml").write_bytes(b"quote: {name: stich\xff}")
    with pytest.raises(ConfigError, match=r"de\.yaml: can't be read: not UTF-8 text"):
        read_languages(tmp_path)
    (tmp_path / "de.yaml").write_bytes(b"quote: {name: \x00}")
    with pytest.raises(ConfigError, match=r"de\.yaml: not valid YAML"):
        read_languages(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConfigError, match="can't be read"):
        read_languages(tmp_path / "none")
