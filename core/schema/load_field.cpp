#include <algorithm>

#include "core/base/text.hpp"
#include "core/schema/problems.hpp"

namespace dlflow::schema {
namespace {

bool has_leading_zero(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  return digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
}

std::string number_hint(const Node& node) {
  if (!node.is_scalar()) return "";
  if (node.is_quoted && parse_number(node.text)) return "write it without quotes";
  if (has_leading_zero(node.text)) return "write it without leading zeros";
  return "";
}

/// Reads one node into the member behind one slot; an overload per kind of slot.
class SlotLoader {
 public:
  SlotLoader(const Node& node, const Field& field, const std::string& path, Null null,
             std::vector<Problem>& problems)
      : node_(node), field_(field), path_(path), null_(null), problems_(problems) {}

  void operator()(bool* value) const {
    const bool is_true = node_.text == "true";
    if (!node_.is_scalar() || node_.is_quoted || (!is_true && node_.text != "false"))
      return expect("true or false");
    *value = is_true;
  }

  void operator()(std::int64_t* value) const {
    const auto number = is_plain() ? parse_integer(node_.text) : std::nullopt;
    if (!number) return expect("a whole number", number_hint(node_));
    *value = *number;
    check_range(static_cast<double>(*number));
  }

  void operator()(double* value) const {
    const auto number =
        is_plain() && !has_leading_zero(node_.text) ? parse_number(node_.text) : std::nullopt;
    if (!number) return expect("a number", number_hint(node_));
    *value = *number;
    check_range(*number);
  }

  void operator()(std::string* value) const {
    if (!node_.is_scalar())
      return expect("text", node_.is_null() ? "an empty text is written \"\"" : "");
    *value = node_.text;
  }

  void operator()(Node* value) const { *value = node_; }

  void operator()(const EnumSlot& slot) const {
    const std::vector<std::string> names(slot.names.begin(), slot.names.end());
    if (!node_.is_scalar()) return expect("one of: " + join(names, ", "));
    const auto found = std::find(names.begin(), names.end(), node_.text);
    if (found != names.end()) return slot.set(static_cast<int>(found - names.begin()));
    problems_.push_back({node_.place, path_, "unknown value '" + excerpt(node_.text) + "'",
                         suggestion(node_.text, names)});
  }

  void operator()(const ObjectSlot& slot) const {
    if (node_.is_null() && null_ == Null::refused) return expect("a map of options");
    load(node_, *slot.table, problems_, path_);
  }

  void operator()(const OneOfSlot& slot) const {
    *slot.chosen = load_chosen(node_, slot.family, problems_, path_);
  }

  void operator()(const ListOfSlot& slot) const {
    if (!node_.is_list()) return expect("a list of kinds");
    slot.items->clear();
    for (std::size_t i = 0; i < node_.items.size(); ++i)
      slot.items->push_back(load_chosen(node_.items[i], slot.family, problems_, step(i)));
  }

  void operator()(const NamedKindsSlot& slot) const { load_named(node_, slot, path_, problems_); }

  void operator()(const OptionalSlot& slot) const {
    const Slot inside = slot.table()->fields()[0].slot;
    const bool takes_text = std::holds_alternative<std::string*>(inside) ||
                            std::holds_alternative<EnumSlot>(inside) ||
                            std::holds_alternative<Node*>(inside);
    if (is_plain() && node_.text == "none" && !takes_text) return slot.reset();
    slot.emplace();
    load_element(*slot.table(), node_, path_, Null::all_defaults);
  }

  void operator()(const VectorSlot& slot) const {
    if (field_.takes_one && node_.is_scalar()) {
      slot.clear();
      slot.append();
      return load_element(*slot.table(0), node_, path_, Null::refused);
    }
    if (!node_.is_list()) return expect(field_.takes_one ? "a value or a list" : "a list");
    slot.clear();
    for (std::size_t i = 0; i < node_.items.size(); ++i) {
      slot.append();
      load_element(*slot.table(i), node_.items[i], step(i), Null::refused);
    }
  }

  void operator()(const MapSlot& slot) const {
    if (!node_.is_map()) return expect("a map of names");
    slot.clear();
    for (std::size_t i = 0; i < node_.entries.size(); ++i) {
      slot.append(node_.entries[i].key);
      load_element(*slot.table(i), node_.entries[i].value, path_join(path_, slot.key(i)),
                   Null::all_defaults);
    }
  }

 private:
  bool is_plain() const { return node_.is_scalar() && !node_.is_quoted; }
  std::string step(std::size_t i) const { return path_join(path_, std::to_string(i)); }

  void expect(std::string_view wanted, std::string hint = "") const {
    expected(wanted, node_, path_, problems_, std::move(hint));
  }

  void check_range(double value) const {
    if (auto text = range_problem(field_, value, node_.text))
      problems_.push_back({node_.place, path_, std::move(*text), ""});
  }

  /// The range of a list of numbers is the range of each.
  void load_element(const Object& table, const Node& node, const std::string& path,
                    Null null) const {
    Field element = field_;
    element.slot = table.fields()[0].slot;
    load_field(node, element, path, null, problems_);
  }

  const Node& node_;
  const Field& field_;
  const std::string& path_;
  Null null_;
  std::vector<Problem>& problems_;
};

}  // namespace

void load_field(const Node& node, const Field& field, const std::string& path, Null null,
                std::vector<Problem>& problems) {
  std::visit(SlotLoader(node, field, path, null, problems), field.slot);
}

}  // namespace dlflow::schema
