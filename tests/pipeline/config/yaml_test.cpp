#include "pipeline/config/yaml.hpp"

#include <catch2/catch.hpp>

#include "core/base/random.hpp"

using namespace dlflow;
using config::parse_yaml;
using config::to_yaml;
using schema::Node;

namespace {

/// "line:column: message | hint" of what is refused.
std::string refusal(const std::string& text) {
  try {
    parse_yaml(text, "c.yaml");
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::configuration);
    REQUIRE(error.problems().size() == 1);
    const Problem& problem = error.problems()[0];
    CHECK(problem.place.file == "c.yaml");
    return std::to_string(problem.place.line) + ":" + std::to_string(problem.place.column) + ": " +
           problem.message + (problem.hint.empty() ? "" : " | " + problem.hint);
  }
  return "accepted";
}

Node sample_list(std::size_t count) {
  Node list = Node::list({});
  for (std::size_t i = 0; i < count; ++i) list.items.push_back(Node::scalar(std::to_string(i)));
  return list;
}

}  // namespace

TEST_CASE("a YAML text becomes a tree of texts with places") {
  const Node root = parse_yaml("a: 0123\nb:\n  - \"x\"\n  - yes\nc: {d: , e: ~}\n", "c.yaml");
  REQUIRE(root.is_map());
  CHECK(root.find("a")->text == "0123");
  CHECK_FALSE(root.find("a")->is_quoted);
  CHECK(root.find("a")->place == Place{"c.yaml", 1, 4, "a: 0123"});
  CHECK(root.find("b")->items.at(0).is_quoted);
  CHECK(root.find("b")->items.at(1).text == "yes");
  CHECK(root.find("b")->items.at(1).place == Place{"c.yaml", 4, 5, "  - yes"});
  CHECK(schema::find_path(root, "c.d")->is_null());
  CHECK(schema::find_path(root, "c.e")->is_null());
  CHECK(root.entries.at(2).key_place == Place{"c.yaml", 5, 1, "c: {d: , e: ~}"});
}

TEST_CASE("columns count code points and line ends of Windows are no part of a line") {
  const Node root = parse_yaml("\xEF\xBB\xBF{ä: ö, b: c}\r\n", "c.yaml");
  CHECK(root.find("b")->place == Place{"c.yaml", 1, 11, "{ä: ö, b: c}"});
}

TEST_CASE("a value that is not there stands at its key") {
  const Node root = parse_yaml("a:\n\n\nb: 1\n", "c.yaml");
  CHECK(root.find("a")->place.line == 1);
}

TEST_CASE("a name given twice is refused") {
  CHECK(refusal("a: 1\nb: 2\na: 3\n") == "3:1: 'a' is given twice | first in line 1");
  CHECK(refusal("x: {a: 1, a: 2}") == "1:11: 'a' is given twice | first in line 1");
}

TEST_CASE("merge keys, complex keys and missing keys are refused") {
  CHECK(refusal("a: &x {b: 1}\nc:\n  <<: *x\n") ==
        "3:3: '<<' is not supported | write the options out");
  CHECK(parse_yaml("\"<<\": 1", "c.yaml").find("<<") != nullptr);
  CHECK(refusal("{[a]: 1}").find("a list or a map cannot be a name") != std::string::npos);
  CHECK(refusal("? {a: 1}\n: 2").find("a list or a map cannot be a name") != std::string::npos);
  CHECK(refusal(": 2").find("expected a name before ':', got nothing") != std::string::npos);
  CHECK(refusal("a: &x b\n*x : 2").find("an alias cannot be a name") != std::string::npos);
}

TEST_CASE("a second document is refused") {
  CHECK(refusal("a: 1\n---\nb: 2\n").find("expected the end of the configuration") !=
        std::string::npos);
  CHECK(refusal("---\na: 1\n...\n") == "accepted");
}

TEST_CASE("a text without a value is empty") {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "~"}) {
    INFO(text);
    CHECK(refusal(text) == "0:0: the configuration is empty");
  }
}

TEST_CASE("tags other than str are refused") {
  CHECK(refusal("a: !!python/object x").find("is not supported") != std::string::npos);
  CHECK(refusal("a: !!int 5").find("is not supported") != std::string::npos);
  CHECK(refusal("a: !!set {b: 1}").find("is not supported") != std::string::npos);
  CHECK(parse_yaml("a: !!str 5", "c.yaml").find("a")->is_quoted);
}

TEST_CASE("an alias is expanded, a cyclic one refused") {
  const Node root = parse_yaml("a: &x {b: [1, 2]}\nc: *x\n", "c.yaml");
  CHECK(root.find("c")->same_value(*root.find("a")));
  CHECK(refusal("a: &x [1, *x]\n") == "1:11: an alias cannot stand within the value it names");
  CHECK(refusal("a: *nothing\n").find("not readable as YAML") != std::string::npos);
}

TEST_CASE("an alias bomb is refused") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string last = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + last;
    for (int j = 0; j < 9; ++j) bomb += ", " + last;
    bomb += "]\n";
  }
  CHECK(refusal(bomb).find("more than 100,000 values") != std::string::npos);
}

TEST_CASE("nesting is limited, through aliases as well") {
  CHECK(refusal(std::string(64, '[') + std::string(64, ']')) == "accepted");
  CHECK(refusal(std::string(65, '[') + std::string(65, ']')).find("deeper than 64") !=
        std::string::npos);
  // What is never closed reads as a name to yaml-cpp: refused at once all the same.
  CHECK(refusal(std::string(100'000, '[')).find("close every bracket") != std::string::npos);
  const std::string deep = "a: &x " + std::string(40, '[') + std::string(40, ']') + "\nb: ";
  CHECK(refusal(deep + std::string(20, '[') + "*x" + std::string(20, ']')) == "accepted");
  CHECK(refusal(deep + std::string(30, '[') + "*x" + std::string(30, ']')).find("deeper than 64") !=
        std::string::npos);
}

TEST_CASE("size is limited in bytes and in values") {
  CHECK(refusal("a: " + std::string((4 << 20), 'x')).find("at most 4 MiB") != std::string::npos);
  std::string many = "[";
  for (int i = 0; i < 100'001; ++i) many += "1,";
  CHECK(refusal(many + "]").find("more than 100,000 values") != std::string::npos);
}

TEST_CASE("bytes that are no text are refused at their line") {
  CHECK(refusal("a: 1\nb: x\xFFy\n") ==
        "2:5: expected UTF-8 text, got bytes that are none | save the file as UTF-8");
  CHECK(refusal(std::string("a: 1\nb: \0x\n", 11))
            .find("2:4: expected text, got the control "
                  "character 0x00") == 0);
  CHECK(refusal("a: 1\n\x04"
                "b: 2\n")
            .find("2:1: expected text, got the control character 0x04") == 0);
}

TEST_CASE("a syntax error has a place within the text") {
  const std::string open = refusal("a: [1, 2\n");
  CHECK(open.find("not readable as YAML") != std::string::npos);
  CHECK(open.starts_with("1:"));
  for (const char* text : {"a: b: c", "a: 'x", "\ta: 1", "a: 1\n b: 2", "a: @b", "a: &"}) {
    INFO(text);
    CHECK(refusal(text).find("not readable as YAML") != std::string::npos);
  }
}

TEST_CASE("any bytes are read or refused, never a crash") {
  const std::string alphabet = "ab:-[]{}&*!|>'\"%@#,? \n\t~<0\\x\xC3\xA4";
  RandomStream random(RandomKey{7});
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (int j = 0; j < 24; ++j) text += alphabet[random.below(alphabet.size())];
    try {
      const Node root = parse_yaml(text, "c.yaml");
      INFO(text);
      CHECK(parse_yaml(to_yaml(root), "c.yaml").same_value(root));
    } catch (const UserError& error) {
      CHECK(error.code() == ExitCode::configuration);
    }
  }
}

TEST_CASE("nasty texts survive writing and reading, as values, names and items") {
  const std::vector<std::string> nasty{"",
                                       " ",
                                       " a",
                                       "a ",
                                       "~",
                                       "null",
                                       "NULL",
                                       "true",
                                       "no",
                                       "0123",
                                       "1e3",
                                       ".nan",
                                       "-",
                                       "--- a",
                                       "---",
                                       "...",
                                       "- a",
                                       "a: b",
                                       "a:",
                                       ":a",
                                       "#a",
                                       "a #b",
                                       "a#b",
                                       "'",
                                       "\"",
                                       "\\",
                                       "\\n",
                                       "a\nb",
                                       "\n",
                                       "a\n",
                                       "\ttab",
                                       "a\tb",
                                       "\r",
                                       "a\r\nb",
                                       "[",
                                       "]",
                                       "{a: 1}",
                                       "a, b",
                                       "&a",
                                       "*a",
                                       "!a",
                                       "!!str",
                                       "|",
                                       ">",
                                       "%a",
                                       "@a",
                                       "`a",
                                       "? a",
                                       "?",
                                       "<<",
                                       "=",
                                       "ä",
                                       "日本",
                                       "\xC2\x85",
                                       "\xC2\xA0",
                                       "\xE2\x80\xA8x",
                                       "\xEF\xBB\xBFx",
                                       "\x01",
                                       "\x04",
                                       "\x1B[0m",
                                       "\x7F",
                                       "/path/to-file_1.csv",
                                       "C:\\x",
                                       "http://x.org/?a=b&c",
                                       "a.b",
                                       "12:30:45",
                                       "😀",
                                       std::string(2000, 'x'),
                                       std::string(500, ' ') + "x",
                                       "x y  z",
                                       "-1",
                                       "-.5",
                                       "-a",
                                       "+1",
                                       "~a"};
  Node map = Node::map(), list = Node::list({});
  for (const std::string& text : nasty) {
    INFO(text);
    const Node plain = Node::scalar(text), quoted = Node::scalar(text, true);
    Node small = Node::map();
    small.at(text) = plain;
    small.at("list") = Node::list({plain, quoted, Node::list({plain}), Node{}});
    small.at("nested") = Node::list({small, Node::list({small, plain})});
    const Node back = parse_yaml(to_yaml(small), "c.yaml");
    CHECK(back.same_value(small));
    CHECK(schema::find_path(back, "list.1")->is_quoted);
    map.at(text) = small;
    list.items.push_back(plain);
  }
  map.at("all") = list;
  CHECK(parse_yaml(to_yaml(map), "c.yaml").same_value(map));
  CHECK(parse_yaml(to_yaml(list), "c.yaml").same_value(list));
}

TEST_CASE("the written text is block style with short lists on one line") {
  Node root = Node::map();
  schema::set_path(root, "a.b", Node::scalar("1"));
  schema::set_path(root, "a.c", sample_list(3));
  schema::set_path(root, "d", Node::list({Node::scalar("flatten"), Node::map()}));
  Node dense = Node::map();
  schema::set_path(dense, "dense.units", Node::scalar("8"));
  root.find("d")->items.push_back(dense);
  root.at("e");
  CHECK(to_yaml(root) ==
        "a:\n  b: 1\n  c: [0, 1, 2]\nd:\n  - flatten\n  - {}\n  - dense:\n      units: 8\ne:\n");
  CHECK(to_yaml(sample_list(100)).starts_with("- 0\n- 1\n"));
}

TEST_CASE("comments stand behind leaves by their path") {
  Node root = Node::map();
  schema::set_path(root, "a.b", Node::scalar("1"));
  schema::set_path(root, "a.\"x.y\"", sample_list(2));
  const std::string text = to_yaml(root, [](const std::string& path) {
    return path == "a.b" ? "default" : path == "a.\"x.y\".0" ? "c.yaml:3\nmore" : "";
  });
  CHECK(text == "a:\n  b: 1  # default\n  x.y: [0, 1]  # c.yaml:3 more\n");
  CHECK(parse_yaml(text, "c.yaml").same_value(root));
}
