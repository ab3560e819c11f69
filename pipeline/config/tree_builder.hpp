#pragma once

// The events of yaml-cpp as a tree. Used inside pipeline/config alone.

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/schema/node.hpp"
#include "pipeline/config/source_text.hpp"

namespace dlflow::config {

/// Builds one document and refuses what a configuration may not hold.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const SourceText& source) : source_(source) {}

  bool has_document() const { return has_document_; }
  schema::Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// An open list or map.
  struct Frame {
    schema::Node node;
    YAML::anchor_t anchor = 0;
    std::set<std::string> keys;
    std::optional<schema::Node> key;  ///< read, its value not yet
    int height = 0;                   ///< levels of the deepest part so far
    std::size_t size = 1;             ///< nodes in it so far, itself included
  };
  /// A finished node with a name of its own.
  struct Anchored {
    schema::Node node;
    std::size_t size = 1;
    int height = 0;
  };

  void open(schema::Node node, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor);
  void close();
  /// Puts a finished node where it belongs: root, key, value or item.
  void add(schema::Node node, YAML::anchor_t anchor, std::size_t size, int height);
  void take_key(schema::Node key);
  /// Counts nodes; refuses when there are too many.
  void count(std::size_t nodes, const Place& place);
  bool expects_key() const;
  [[noreturn]] static void refuse(const Place& place, std::string message, std::string hint = "");

  const SourceText& source_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  schema::Node root_;
  std::size_t nodes_ = 0;
  bool has_document_ = false;
};

}  // namespace dlflow::config
