#include "pipeline/store/json.hpp"

#include <nlohmann/json.hpp>

#include <set>
#include <vector>

#include "core/base/error.hpp"

namespace dlflow::store {

nlohmann::json parse_json(std::string_view bytes, const std::string& path) {
  using nlohmann::json;
  std::vector<std::set<std::string>> keys;
  const auto guard = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMostDepth) throw CorruptFile(path, "the JSON text is nested too deeply");
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end) keys.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.back().insert(key).second)
        throw CorruptFile(path, "the key '" + key + "' stands twice");
    }
    return true;
  };
  try {
    return json::parse(bytes.begin(), bytes.end(), guard);
  } catch (const json::parse_error& error) {
    throw CorruptFile(path, "not valid JSON at byte " + std::to_string(error.byte));
  } catch (const json::exception&) {
    // A number that fits no type.
    throw CorruptFile(path, "not valid JSON");
  }
}

}  // namespace dlflow::store
