// How long a large report takes to render and how large it is: 12 models x 30 folds, 100 trials.
// Usage: report_bench [FOLDER]; with a folder the page is written into it as report.html.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/report/large_facts.hpp"

namespace {

using namespace dlflow;

/// Seconds of the fastest of several renderings.
template <class Render>
double best_seconds(const Render& render) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = Clock::now();
    render();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const report::Facts facts = report::large_facts();
  std::string page, text;
  const double html = best_seconds([&] { page = report::to_html(facts); });
  const double markdown = best_seconds([&] { text = report::to_markdown(facts); });
  fmt::print("report.html  {:.1f} ms (bar 300), {:.0f} KB (bar 2,000)\n", 1e3 * html,
             static_cast<double>(page.size()) / 1e3);
  fmt::print("report.md    {:.1f} ms, {:.0f} KB\n", 1e3 * markdown,
             static_cast<double>(text.size()) / 1e3);
  if (argc > 1) {
    try {
      files::commit(std::filesystem::path(argv[1]) / "report.html", page);
    } catch (const Error& e) {
      fmt::print(stderr, "report_bench: {}\n", e.what());
      return 1;
    }
  }
  return html < 0.3 && page.size() < 2000000 ? 0 : 1;
}
