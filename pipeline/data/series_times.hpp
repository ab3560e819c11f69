#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/archive.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/data/pace.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::data {

/// When the time series that were learnt from end, and how far apart their rows are: where a row to
/// come stands in its series follows from its time and its group.
///
/// The step of a series is its pace.
/// A series of one time takes that of the series with the most times.
class SeriesTimes {
 public:
  /// time, group: names of columns of the rows, which ascend in time; group "": all are of one
  /// series. `places`: of these rows. None where a time is no number and no date.
  static std::optional<SeriesTimes> learn(const Rows& rows, const std::string& time,
                                          const std::string& group, const SeriesPlaces& places);

  /// The columns that tell time and group, with the kinds they are to be read as.
  std::vector<std::pair<std::string, ColumnKind>> columns() const;
  /// Where rows stand, each at least a step after the last that was learnt from: as many as its
  /// time is behind that, rounded. A group that was not learnt from has number -1. Throws UserError
  /// (data) at a row without a time.
  SeriesPlaces places(const Rows& rows) const;
  /// How many steps each row is after the last of its series that was learnt from, as places counts
  /// them; 0: its group was not learnt from. Throws as places does.
  std::vector<std::int64_t> steps_ahead(const Rows& rows) const;
  /// Which of the rows, before whose table others had `before`, are not after the last row of their
  /// series that was learnt from. Throws as places does.
  std::vector<bool> are_early(const Rows& rows, std::size_t before) const;

  Archive save() const;
  /// Throws CorruptFile.
  static SeriesTimes load(const Archive& archive);

 private:
  struct Series {
    std::int32_t number = 0;
    double last = 0;             ///< time of the last row, a number or in seconds
    std::int64_t last_step = 0;  ///< see SeriesPlaces
    Pace pace = {};
  };

  double time_at(const Rows& rows, const Column& column, std::size_t i, std::size_t before) const;
  const Series* series_of(const Rows& rows, std::size_t i) const;

  std::string time_, group_;
  ColumnKind time_kind_ = ColumnKind::number, group_kind_ = ColumnKind::id;
  std::map<std::string, Series, std::less<>> series_;
};

}  // namespace dlflow::data
