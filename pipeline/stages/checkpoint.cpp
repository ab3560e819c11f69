#include "pipeline/stages/checkpoint.hpp"

#include "core/base/error.hpp"
#include "core/train/state.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {

Checkpoint::Checkpoint(std::filesystem::path file, std::string key)
    : file_(std::move(file)), key_(std::move(key)) {
  states_.file = file_.native();
  states_.keep = [this](const Archive& state) {
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

}  // namespace dlflow::stages
