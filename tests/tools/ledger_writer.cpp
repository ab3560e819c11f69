// A small program that commits like a stage does: units, files and a run, then prints a digest of
// what is there. tests/kill_points.sh kills it at each of its system calls.
//
//     ledger_writer write FOLDER        ledger_writer digest FOLDER
#include <iostream>
#include <string>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/ledger.hpp"
#include "pipeline/store/model_file.hpp"
#include "pipeline/store/run_folder.hpp"
#include "pipeline/store/test_set_register.hpp"

using namespace dlflow;

namespace {

constexpr int kUnits = 3;

store::Unit unit(int number) {
  const std::string name = std::to_string(number);
  return {"key " + name, "evaluate", "unit " + name, "{}", std::string(5000, 'a'), 0.5, number};
}

void write(const store::RunFolder& folder) {
  const files::FolderLock lock(folder.lock_path());
  store::Ledger ledger(folder.ledger_path());
  const auto run = ledger.open_run("config key", "seed: 1");
  for (int i = 0; i < kUnits; ++i) {
    if (ledger.find(unit(i).key)) continue;
    ledger.add(unit(i));
    ledger.flush();
  }
  Archive archive;
  archive.put("weights", std::vector<double>(1000, 0.25));
  store::write_model_file(folder.run_folder(run.number).parent_path() / "model.safetensors",
                          archive);
  folder.write_text(run.number, "report/index.html", "report");
  folder.point_latest(run.number);
  ledger.set_summary(run.number, "{\"done\": true}");
  store::TestSetRegister sets(folder.register_path());
  if (sets.openings("data").empty()) sets.record({"data", run.key, "project", 1});
}

/// Throws when anything that is there is not whole.
void print_digest(const store::RunFolder& folder) {
  std::string text;
  for (const auto& opening : store::TestSetRegister(folder.register_path()).openings("data"))
    text += opening.config_key + opening.project;
  if (std::filesystem::exists(folder.ledger_path())) {
    const store::Ledger ledger(folder.ledger_path());
    for (const auto& run : ledger.runs())
      text += std::to_string(run.number) + run.key + run.config + run.summary;
    for (int i = 0; i < kUnits; ++i)
      if (const auto found = ledger.find(unit(i).key)) text += found->key + found->blob;
  }
  const auto model = folder.project_folder() / "model.safetensors";
  if (std::filesystem::exists(model)) text += store::digest(store::read_model_file(model));
  const auto latest = folder.project_folder() / "latest";
  if (std::filesystem::is_symlink(latest))
    text += files::read_all(latest / "report/index.html") +
            std::filesystem::read_symlink(latest).string();
  std::cout << files::sha256(text) << "\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::string verb = arguments[1];
  try {
    const store::RunFolder folder(arguments[2], "project");
    if (verb == "write") write(folder);
    if (verb == "digest") print_digest(folder);
    return 0;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return static_cast<int>(error.code());
  }
}
