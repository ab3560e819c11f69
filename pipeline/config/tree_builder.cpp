#include "pipeline/config/tree_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dlflow::config {
namespace {

using schema::Node;

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostNodes = 100'000;
constexpr const char* kTextTag = "tag:yaml.org,2002:str";

/// Tags that change nothing: "?" is a plain value, "!" a quoted one.
bool is_harmless(const std::string& tag) { return tag.empty() || tag == "?" || tag == "!"; }

}  // namespace

void TreeBuilder::refuse(const Place& place, std::string message, std::string hint) {
  throw UserError(ExitCode::configuration,
                  {Problem{place, "", std::move(message), std::move(hint)}});
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (has_document_)
    refuse(source_.place(mark.line, mark.column), "expected the end of the configuration",
           "a file holds one document");
  has_document_ = true;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.place = source_.place(mark.line, mark.column);
  if (expects_key()) refuse(node.place, "expected a name before ':', got nothing");
  count(1, node.place);
  add(std::move(node), anchor, 1, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  Node node = Node::scalar(value, tag != "?");
  node.place = source_.place(mark.line, mark.column);
  if (!is_harmless(tag) && tag != kTextTag && tag != "!str")
    refuse(node.place, fmt::format("the tag '{}' is not supported", tag), "leave it out");
  count(1, node.place);
  add(std::move(node), anchor, 1, 0);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Place place = source_.place(mark.line, mark.column);
  if (expects_key()) refuse(place, "an alias cannot be a name", "write the name out");
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) refuse(place, "an alias cannot stand within the value it names");
  count(found->second.size, place);
  if (open_.size() + static_cast<std::size_t>(found->second.height) > kDeepest)
    refuse(place, fmt::format("nested deeper than {} levels", kDeepest));
  // Copied before `add`, which may move the table.
  Anchored copy = found->second;
  add(std::move(copy.node), 0, copy.size, copy.height);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(Node::list({}), mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  open(Node::map(), mark, tag, anchor);
}

void TreeBuilder::open(Node node, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor) {
  node.place = source_.place(mark.line, mark.column);
  if (!is_harmless(tag))
    refuse(node.place, fmt::format("the tag '{}' is not supported", tag), "leave it out");
  if (expects_key())
    refuse(node.place, "a list or a map cannot be a name",
           "close every bracket and brace, and put a text that has them in quotes");
  if (open_.size() >= kDeepest)
    refuse(node.place, fmt::format("nested deeper than {} levels", kDeepest));
  count(1, node.place);
  Frame& frame = open_.emplace_back();
  frame.node = std::move(node);
  frame.anchor = anchor;
}

void TreeBuilder::close() {
  Frame frame = std::move(open_.back());
  open_.pop_back();
  add(std::move(frame.node), frame.anchor, frame.size, frame.height + 1);
}

void TreeBuilder::add(Node node, YAML::anchor_t anchor, std::size_t size, int height) {
  if (expects_key()) return take_key(std::move(node));
  if (anchor != 0) {
    // The copy kept for its aliases takes room as well.
    count(size, node.place);
    anchors_[anchor] = {node, size, height};
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = open_.back();
  frame.size += size;
  frame.height = std::max(frame.height, height);
  if (frame.node.is_list()) {
    frame.node.items.push_back(std::move(node));
    return;
  }
  Node::Entry& entry = frame.node.entries.emplace_back();
  entry.key = frame.key->text;
  entry.key_place = frame.key->place;
  entry.value = std::move(node);
  // yaml-cpp puts a value that is not there at whatever comes next.
  if (entry.value.is_null()) entry.value.place = entry.key_place;
  frame.key.reset();
}

void TreeBuilder::take_key(Node key) {
  Frame& frame = open_.back();
  if (key.text == "<<" && !key.is_quoted)
    refuse(key.place, "'<<' is not supported", "write the options out");
  if (!frame.keys.insert(key.text).second) {
    const auto first =
        std::find_if(frame.node.entries.begin(), frame.node.entries.end(),
                     [&](const Node::Entry& entry) { return entry.key == key.text; });
    refuse(key.place, fmt::format("'{}' is given twice", key.text),
           fmt::format("first in line {}", first->key_place.line));
  }
  frame.key = std::move(key);
}

void TreeBuilder::count(std::size_t nodes, const Place& place) {
  nodes_ += nodes;
  if (nodes_ > kMostNodes) refuse(place, "more than 100,000 values");
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().node.is_map() && !open_.back().key;
}

}  // namespace dlflow::config
