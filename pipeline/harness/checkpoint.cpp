#include "pipeline/harness/checkpoint.hpp"

#include "core/base/error.hpp"
#include "core/train/state.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::harness {

Checkpoint::Checkpoint(std::filesystem::path file, std::string key, Rhythm rhythm)
    : file_(std::move(file)), key_(std::move(key)), rhythm_(rhythm) {
  states_.file = file_.native();
  states_.seconds = rhythm.seconds;
  states_.keep = [this](const Archive& state) {
    const std::chrono::duration<double> age = std::chrono::steady_clock::now() - start_;
    if (age.count() < rhythm_.least) return;
    if (!is_kept_) files::make_folder(file_.parent_path());
    Archive archive;
    archive.put("key", key_);
    archive.add("state", state);
    store::write_checkpoint(file_, archive);
    is_kept_ = true;
  };
  if (!std::filesystem::exists(file_)) return;
  const Archive archive = store::read_checkpoint(file_);
  found_ = archive.part("state");
  states_.resume = &found_;
  states_.is_stale = archive.text("key") != key_;
}

std::string Checkpoint::note() const {
  if (!states_.resume) return "";
  if (states_.is_stale)
    return "the checkpoint " + states_.file + " is of other options or data: begins anew";
  const train::StoredState stored(found_);
  return "goes on from " + states_.file + ": epoch " + std::to_string(stored.state().epoch) +
         ", after batch " + std::to_string(stored.state().batch);
}

void Checkpoint::remove() {
  std::error_code error;
  std::filesystem::remove(file_, error);
  if (error) throw EnvironmentError::from_errno(file_.native(), "remove", error.value());
}

}  // namespace dlflow::harness
