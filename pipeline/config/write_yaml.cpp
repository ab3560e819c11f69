#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/config/flow_text.hpp"
#include "pipeline/config/yaml.hpp"

namespace dlflow::config {
namespace {

using schema::Node;
using Comment = std::function<std::string(const std::string&)>;

constexpr std::size_t kWidth = 80;

/// Whether YAML reads the text back as it stands, in block and in flow style. Stricter than YAML.
bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  for (const std::string_view null : {"~", "null", "Null", "NULL"})
    if (text == null) return false;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const std::string_view inside = " _-./+()$^=;~%@";
  for (const char c : text)
    if (!is_letter(c) && inside.find(c) == inside.npos) return false;
  if (is_letter(text[0]) || text[0] == '_' || text[0] == '/') return true;
  return text.size() > 1 && (text[0] == '.' || text[0] == '-') && is_letter(text[1]);
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const std::string_view point : code_points(text)) {
    const auto byte = static_cast<unsigned char>(point[0]);
    if (point == "\"" || point == "\\") {
      out += '\\';
      out += point;
    } else if (point == "\n") {
      out += "\\n";
    } else if (point == "\t") {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else if (point.size() == 2 && byte == 0xC2 && static_cast<unsigned char>(point[1]) < 0xA1) {
      out += fmt::format("\\u00{:02x}", static_cast<unsigned char>(point[1]));
    } else if (point == "\xE2\x80\xA8" || point == "\xE2\x80\xA9") {
      out += point == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
    } else if (point == "\xEF\xBB\xBF") {
      out += "\\ufeff";
    } else {
      out += point;
    }
  }
  return out + '"';
}

std::string key_text(const std::string& key) { return is_plain(key) ? key : in_quotes(key); }

/// A key up to its ':'. yaml-cpp takes a key for one within 1024 characters only, unless it is
/// marked.
std::string key_start(const std::string& key, std::size_t indent) {
  const std::string text = key_text(key);
  return text.size() < 1000 ? text + ":" : "? " + text + "\n" + std::string(indent, ' ') + ":";
}

/// A leaf of the written text: on one line whatever it is.
bool is_leaf(const Node& node) {
  if (node.is_map()) return node.entries.empty();
  if (!node.is_list()) return true;
  const bool has_map = std::any_of(node.items.begin(), node.items.end(), [](const Node& item) {
    return item.is_map() || (item.is_list() && !is_leaf(item));
  });
  return node.items.empty() || (!has_map && flow_text(node).size() <= kWidth);
}

class Writer {
 public:
  explicit Writer(const Comment& comment) : comment_(comment) {}

  /// A map or list from the start of a line, or behind "- " where `is_inline`.
  void block(const Node& node, const std::string& path, std::size_t indent, bool is_inline) {
    const auto start = [&] {
      if (!is_inline) out_.append(indent, ' ');
      is_inline = false;
    };
    for (const Node::Entry& entry : node.entries) {
      start();
      out_ += key_start(entry.key, indent);
      value(entry.value, schema::path_join(path, entry.key), indent, " ");
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      start();
      out_ += "-";
      item(node.items[i], schema::path_join(path, std::to_string(i)), indent);
    }
  }

  /// What stands behind a key or, at the root, alone.
  void value(const Node& node, const std::string& path, std::size_t indent, const char* separator) {
    if (!is_leaf(node)) {
      out_ += '\n';
      return block(node, path, indent + 2, false);
    }
    if (!node.is_null()) out_ += separator + flow_text(node);
    end_line(node, path);
  }

  std::string take() { return std::move(out_); }

 private:
  void item(const Node& node, const std::string& path, std::size_t indent) {
    if (!is_leaf(node)) {
      out_ += ' ';
      return block(node, path, indent + 2, true);
    }
    out_ += " " + flow_text(node);
    end_line(node, path);
  }

  void end_line(const Node& node, const std::string& path) {
    std::string text = comment_ ? comment_(path) : "";
    if (text.empty() && comment_ && !node.items.empty())
      text = comment_(schema::path_join(path, "0"));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (!text.empty()) out_ += "  # " + text;
    out_ += '\n';
  }

  const Comment& comment_;
  std::string out_;
};

}  // namespace

std::string flow_text(const Node& node) {
  if (node.is_null()) return "null";
  if (node.is_scalar())
    return !node.is_quoted && is_plain(node.text) ? node.text : in_quotes(node.text);
  std::vector<std::string> parts;
  for (const Node& item : node.items) parts.push_back(flow_text(item));
  for (const Node::Entry& entry : node.entries)
    parts.push_back(key_text(entry.key) + ": " + flow_text(entry.value));
  return node.is_list() ? "[" + join(parts, ", ") + "]" : "{" + join(parts, ", ") + "}";
}

std::string to_yaml(const Node& node, const Comment& comment) {
  Writer writer(comment);
  if (is_leaf(node)) {
    writer.value(node, "", 0, "");
  } else {
    writer.block(node, "", 0, false);
  }
  return writer.take();
}

}  // namespace dlflow::config
