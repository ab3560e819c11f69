#include <algorithm>

#include "core/base/text.hpp"
#include "core/schema/node.hpp"

namespace dlflow::schema {
namespace {

[[noreturn]] void refuse(std::string_view path, const std::string& why) {
  throw UserError(ExitCode::usage, "'" + std::string(path) + "' is no option path: " + why,
                  "names and list indices stand between dots, as in train.epochs; a name with a "
                  "dot stands in double quotes");
}

/// Reads the quoted step whose opening quote is at `at`; `at` ends behind the closing quote.
std::string quoted_step(std::string_view path, std::size_t& at) {
  std::string step;
  for (++at; at < path.size(); ++at) {
    if (path[at] == '"') {
      ++at;
      if (at < path.size() && path[at] != '.') refuse(path, "text behind a closing quote");
      return step;
    }
    if (path[at] == '\\' && at + 1 < path.size()) ++at;
    step += path[at];
  }
  refuse(path, "a quote is not closed");
}

/// The element a step names in a list; nullptr when it names none.
Node* list_item(Node& list, std::string_view step) {
  const auto index = parse_integer(step);
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= list.items.size()) return nullptr;
  return &list.items[static_cast<std::size_t>(*index)];
}

std::string joined(const std::vector<std::string>& steps, std::size_t count) {
  std::string path;
  for (std::size_t i = 0; i < count; ++i) path = path_join(path, steps[i]);
  return path;
}

[[noreturn]] void no_such_item(const std::vector<std::string>& steps, std::size_t i,
                               const Node& list) {
  throw UserError(ExitCode::usage,
                  "'" + joined(steps, i) + "' is a list of " + std::to_string(list.items.size()) +
                      ", which has no item '" + steps[i] + "'",
                  "items count from 0");
}

/// The node below `node` at steps[i], made when it is absent.
Node& descend(Node& node, const std::vector<std::string>& steps, std::size_t i,
              const Place& place) {
  if (node.is_list()) {
    Node* item = list_item(node, steps[i]);
    if (!item) no_such_item(steps, i, node);
    return *item;
  }
  if (node.is_scalar()) {
    if (node.text != steps[i])
      throw UserError(ExitCode::usage,
                      "'" + joined(steps, i) + "' is '" + excerpt(node.text) + "', which has no '" +
                          steps[i] + "'",
                      "set '" + joined(steps, i) + "' as a whole, in its long form");
    const Place written = node.place;
    node = Node::map();
    node.place = written;
    node.at(steps[i]).place = written;
    node.entries.back().key_place = written;
  }
  if (node.is_null()) node.place = place;
  if (Node* present = node.find(steps[i])) return *present;
  Node& made = node.at(steps[i]);
  made.place = node.entries.back().key_place = place;
  return made;
}

}  // namespace

std::vector<std::string> parse_path(std::string_view path) {
  std::vector<std::string> steps;
  for (std::size_t at = 0;; ++at) {
    if (at < path.size() && path[at] == '"') {
      steps.push_back(quoted_step(path, at));
    } else {
      const std::size_t end = std::min(path.find('.', at), path.size());
      if (end == at) refuse(path, "a step is empty");
      steps.emplace_back(path.substr(at, end - at));
      at = end;
    }
    if (at >= path.size()) return steps;
  }
}

std::string path_join(std::string_view base, std::string_view step) {
  std::string out(base);
  if (!out.empty()) out += '.';
  const bool plain = !step.empty() && step[0] != '"' && step.find('.') == step.npos;
  if (plain) return out += step;
  out += '"';
  for (const char c : step) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

const Node* find_path(const Node& root, std::string_view path) {
  const Node* node = &root;
  for (const std::string& step : parse_path(path)) {
    node = node->is_list() ? list_item(const_cast<Node&>(*node), step) : node->find(step);
    if (!node) return nullptr;
  }
  return node;
}

void set_path(Node& root, std::string_view path, Node value) {
  const std::vector<std::string> steps = parse_path(path);
  const Place place = value.place;
  Node* node = &root;
  for (std::size_t i = 0; i < steps.size(); ++i) node = &descend(*node, steps, i, place);
  *node = std::move(value);
}

}  // namespace dlflow::schema
