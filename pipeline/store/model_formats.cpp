#include "pipeline/store/model_formats.hpp"

#include <vector>

#include "core/base/error.hpp"
#include "pipeline/data/data_options.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::store {
namespace {

/// Format 1 had the fitted parts alone: nothing of how the training file was read, and no record.
Archive from_1_to_2(Archive archive) {
  const std::vector<std::string> no_texts;
  const std::vector<double> no_values;
  archive.put("ids", no_texts);
  archive.put("missing", data::default_missing_texts());
  archive.put("decimal", std::string("."));
  archive.put("record.provenance.names", no_texts);
  archive.put("record.provenance.values", no_texts);
  archive.put("record.conformal.rows", std::int64_t{0});
  archive.put("record.conformal.ranks", std::vector<std::int64_t>{});
  archive.put("record.conformal.scores", no_values);
  archive.put("record.profile.names", no_texts);
  archive.put("record.profile.are_numbers", std::vector<std::int64_t>{});
  for (const char* part : {"moments", "edges", "counts"})
    archive.put(std::string("record.profile.") + part, no_values);
  archive.put("record.sample.columns", std::int64_t{0});
  archive.put("record.sample.predictions", ArchiveArray{{0, 0}, no_values});
  return archive;
}

}  // namespace

Archive upgraded(Archive archive, int format) {
  // One step a format: the function at index n makes format n + 2 of format n + 1.
  static const std::vector<Archive (*)(Archive)> kSteps = {from_1_to_2};
  DLFLOW_REQUIRE(static_cast<int>(kSteps.size()) == kModelFormat - 1,
                 "every earlier format has a step to the next");
  for (std::size_t i = static_cast<std::size_t>(format - 1); i < kSteps.size(); ++i)
    archive = kSteps[i](std::move(archive));
  return archive;
}

}  // namespace dlflow::store
