#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "core/schema/schema.hpp"

namespace dlflow::test {

/// A kind with options as "name=value name=value"; a name may be a path, a value a list "[1,2]".
inline schema::Chosen load(const schema::Choices& family, const std::string& name,
                           const std::string& settings, std::vector<Problem>& problems) {
  const schema::Choice* choice = schema::find_choice(family, name);
  DLFLOW_REQUIRE(choice, "no kind " + name);
  schema::Node options = schema::Node::map();
  std::istringstream in(settings);
  for (std::string word; in >> word;) {
    const auto equals = word.find('=');
    const std::string text = word.substr(equals + 1);
    schema::Node value = schema::Node::scalar(text);
    if (text.starts_with('[')) {
      value = schema::Node::list({});
      std::istringstream items(text.substr(1, text.size() - 2));
      for (std::string item; std::getline(items, item, ',');)
        value.items.push_back(schema::Node::scalar(item));
    }
    schema::set_path(options, word.substr(0, equals), std::move(value));
  }
  return schema::load_options(*choice, options, problems, "");
}

/// The same, which must load.
inline schema::Chosen with_options(const schema::Choices& family, const std::string& name,
                                   const std::string& settings = "") {
  std::vector<Problem> problems;
  schema::Chosen chosen = load(family, name, settings, problems);
  DLFLOW_REQUIRE(problems.empty(), problems.empty() ? "" : problems[0].message);
  return chosen;
}

}  // namespace dlflow::test
