#pragma once

#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/schema/schema.hpp"

namespace dlflow::test {

/// The node of options as examples and reference files write them: `{units: 4, layers: [a, {b:
/// 1}]}`. Only maps, lists and plain scalars; the tool itself reads YAML.
class FlowReader {
 public:
  explicit FlowReader(std::string_view text) : text_(text) {}

  schema::Node read() {
    if (take('{')) return read_map();
    if (take('[')) return read_list();
    return schema::Node::scalar(word());
  }

 private:
  schema::Node read_map() {
    schema::Node map = schema::Node::map();
    while (!take('}')) {
      const std::string key = word();
      DLFLOW_REQUIRE(take(':'), "a colon behind " + key);
      map.at(key) = read();
      take(',');
    }
    return map;
  }
  schema::Node read_list() {
    schema::Node list = schema::Node::list({});
    while (!take(']')) {
      list.items.push_back(read());
      take(',');
    }
    return list;
  }
  std::string word() {
    take(' ');
    const std::size_t end = std::min(text_.find_first_of(":,[]{}", at_), text_.size());
    std::string found(text_.substr(at_, end - at_));
    DLFLOW_REQUIRE(!found.empty(), "a word");
    at_ = end;
    return found;
  }
  bool take(char wanted) {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// A kind with options as a configuration would write them. Throws UserError when they do not load.
inline schema::Chosen chosen_by_text(const schema::Choices& family, const std::string& kind,
                                     const std::string& options) {
  const schema::Choice* choice = schema::find_choice(family, kind);
  DLFLOW_REQUIRE(choice, "no kind " + kind);
  std::vector<Problem> problems;
  schema::Chosen chosen = schema::load_options(*choice, FlowReader(options).read(), problems, kind);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  return chosen;
}

}  // namespace dlflow::test
