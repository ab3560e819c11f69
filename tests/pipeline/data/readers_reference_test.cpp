#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

TEST_CASE("small files are read as NumPy and SciPy read them") {
  const std::filesystem::path folder = DLFLOW_SOURCE_DIR "/tests/reference/readers";
  std::ifstream expected(folder / "expected.txt");
  std::size_t files = 0;
  for (std::string line; std::getline(expected, line); ++files) {
    const std::size_t space = line.find(' ');
    const std::string file = line.substr(0, space);
    CAPTURE(file);
    CHECK(reading::shown(read_table(folder / file, {}, {})) == line.substr(space + 1));
  }
  CHECK(files == 10);
}
