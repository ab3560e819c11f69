#include <algorithm>
#include <tuple>

#include "core/base/text.hpp"
#include "core/schema/problems.hpp"

namespace dlflow::schema {
namespace {

std::vector<std::string> names_in(const Object& object) {
  std::vector<std::string> names;
  for (const Field& field : object.fields()) names.push_back(field.name);
  return names;
}

bool is_number(const Node& node) {
  return node.is_scalar() && !node.is_quoted && parse_number(node.text);
}

/// The field a value in short form belongs to; nullptr when the value is in no short form.
const Field* short_form_field(const Node& node, const Object& object) {
  const std::string& name = !node.is_scalar() ? object.list_form()
                            : is_number(node) && !object.number_form().empty()
                                ? object.number_form()
                                : object.scalar_form();
  if (node.is_map() || node.is_null() || name.empty()) return nullptr;
  const Field* field = object.find(name);
  DLFLOW_REQUIRE(field, "a short form names a field of its table");
  return field;
}

/// The innermost slot of an option that may be left open.
Slot kept_in(const Slot& slot) {
  const auto* optional = std::get_if<OptionalSlot>(&slot);
  return optional ? optional->table()->fields()[0].slot : slot;
}

bool wants_number(const Slot& slot) {
  return std::holds_alternative<double*>(slot) || std::holds_alternative<std::int64_t*>(slot);
}

/// "write '{rare: 0.01}'": the value that stands in place of a map, as each option that takes it;
/// empty where none does. Texts take anything, which says nothing; the items of a list are not
/// repeated.
std::string named_forms(const Node& node, const Object& object) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> forms;
  for (const Field& field : object.fields()) {
    const Slot slot = kept_in(field.slot);
    const bool fits = node.is_list()    ? std::holds_alternative<VectorSlot>(slot)
                      : is_number(node) ? wants_number(slot)
                                        : std::holds_alternative<EnumSlot>(slot);
    if (!fits || node.is_null() || node.is_quoted || forms.size() == kShown) continue;
    std::vector<Problem> problems;
    load_field(node, field, "", Null::refused, problems);
    if (problems.empty())
      forms.push_back("'{" + field.name + ": " + (node.is_list() ? "[...]" : node.text) + "}'");
  }
  return forms.empty() ? "" : "write " + join(forms, " or ");
}

/// Adds to a problem of a value in short form what the value would be right for.
void add_named_forms(const Node& node, const Field& short_form, const Object& object,
                     Problem& problem) {
  if (is_number(node) == wants_number(kept_in(short_form.slot))) return;
  const std::string forms = named_forms(node, object);
  if (!forms.empty()) problem.hint += (problem.hint.empty() ? "" : "; or ") + forms;
}

/// Returns whether every value that has a field was taken.
bool load_entries(const Node& node, Object& object, std::vector<Problem>& problems,
                  const std::string& path) {
  bool is_taken = true;
  for (const Node::Entry& entry : node.entries) {
    const std::string here = path_join(path, entry.key);
    const Field* field = object.find(entry.key);
    if (field) {
      const std::size_t before = problems.size();
      load_field(entry.value, *field, here, Null::refused, problems);
      is_taken = is_taken && problems.size() == before;
    } else {
      problems.push_back({entry.key_place, here, "unknown option '" + excerpt(entry.key) + "'",
                          suggestion(entry.key, names_in(object))});
    }
  }
  return is_taken;
}

void find_missing(const Node& node, const Object& object, const Field* given,
                  std::vector<Problem>& problems, const std::string& path) {
  for (const Field& field : object.fields())
    if (field.is_required && &field != given && !node.find(field.name))
      problems.push_back(
          {node.place, path, "missing required option '" + field.name + "'", field.doc});
}

void run_checks(const Node& node, const Object& object, std::vector<Problem>& problems,
                const std::string& path) {
  for (const auto& [name, rule] : object.checks()) {
    const std::optional<std::string> text = rule();
    if (!text) continue;
    const Node* value = find_path(node, name);
    const std::size_t end = std::min(text->find('\n'), text->size());
    problems.push_back({value ? value->place : node.place, path.empty() ? name : path + "." + name,
                        text->substr(0, end), end < text->size() ? text->substr(end + 1) : ""});
  }
}

void sort_from(std::vector<Problem>& problems, std::size_t first) {
  const auto key = [](const Problem& p) {
    return std::tie(p.place.file, p.place.line, p.place.column);
  };
  std::stable_sort(problems.begin() + static_cast<std::ptrdiff_t>(first), problems.end(),
                   [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
}

}  // namespace

const Field* Object::find(std::string_view name) const {
  for (const Field& field : fields_)
    if (field.name == name) return &field;
  return nullptr;
}

void load(const Node& node, Object& object, std::vector<Problem>& problems,
          const std::string& path) {
  const std::size_t before = problems.size();
  const Field* short_form = short_form_field(node, object);
  if (!short_form && !node.is_map() && !node.is_null()) {
    expected("a map of options", node, path, problems, named_forms(node, object));
    return;
  }
  bool is_taken = true;
  if (short_form) {
    load_field(node, *short_form, path_join(path, short_form->name), Null::refused, problems);
    is_taken = problems.size() == before;
    if (!is_taken) add_named_forms(node, *short_form, object, problems.back());
  } else {
    is_taken = load_entries(node, object, problems, path);
  }
  const std::size_t loaded = problems.size();
  find_missing(node, object, short_form, problems, path);
  // A rule over fields that did not load would only repeat their problems.
  if (is_taken && problems.size() == loaded) run_checks(node, object, problems, path);
  sort_from(problems, before);
}

}  // namespace dlflow::schema
