#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/quantile_map.hpp"

/// The maps of quantile_map.cpp as operations of a graph.
namespace dlflow::views {

using graph::Expression;
using graph::Type;

Expression QuantileMap::lowered_share(const Expression& value) const {
  const std::size_t n = quantiles.size();
  const auto step = [n](std::size_t i) { return share_of_quantile(std::min(i, n - 1), n); };
  // By how many quantiles are not above the value: the last of them, its share, the slope from it
  // to the next; by how many are below it: the share of the first that is not.
  std::vector<double> last, share_of_last, slope, share_of_first;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::size_t at = i == 0 ? 0 : i - 1, next = std::min(at + 1, n - 1);
    const double gap = quantiles[next] - quantiles[at];
    last.push_back(quantiles[at]);
    share_of_last.push_back(step(at));
    slope.push_back(gap > 0 ? (step(next) - step(at)) / gap : 0);
    share_of_first.push_back(step(i));
  }
  const Expression all = value.row(quantiles);
  const Expression upper = count(at_least(value, all)).to(Type::i64);
  const Expression lower = count(greater(value, all)).to(Type::i64);
  const Expression at = upper.gather(std::move(last), 0);
  const Expression share = upper.gather(std::move(share_of_last), 0);
  const Expression between = upper.gather(std::move(slope), 0) * (value - at) + share;
  const Expression middle = (lower.gather(std::move(share_of_first), 0) + share) / 2;
  const Expression inside = where(equal(at, value), middle, between);
  const double low = quantiles.front(), high = quantiles.back();
  const double reach = is_normal ? kNormalEdge : 0;
  const Expression below =
      is_normal ? less(value - reach, low) : less(value, std::nextafter(low, HUGE_VAL));
  const Expression above = is_normal ? greater(value + reach, high) : at_least(value, high);
  return where(is_missing(value), value, where(below, 0, where(above, 1, inside)));
}

Expression lowered_normal(const Expression& share) {
  const double edge = kNormalEdge;
  const Expression low = where(less(share, edge), edge, share);
  const Expression p = where(greater(low, 1 - edge), 1 - edge, low), q = p - 0.5;
  const Expression r = 0.180625 - q * q;
  const Expression central =
      q *
      polynomial(r, {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                     13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                     33430.575583588128105, 2509.0809287301226727}) /
      polynomial(r, {1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
                     21213.794301586595867, 39307.895800092710610, 28729.085735721942674,
                     5226.4952788528545610});
  const Expression tail = where(less(q, 0), p, 1 - p);
  const Expression t = square_root(0 - logarithm(tail)) - 1.6;
  const Expression outer =
      polynomial(t, {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
                     3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
                     0.0227238449892691845833, 7.74545014278341407640e-4}) /
      polynomial(t, {1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
                     0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
                     1.05075007164441684324e-9});
  const Expression signed_outer = where(less(q, 0), 0 - outer, outer);
  return where(greater(absolute(q), 0.425), signed_outer, central);
}

Expression lowered_inverse(const QuantileMap& map, const Expression& mapped) {
  const auto normal = [&] {
    const Expression scaled = (mapped / std::numbers::sqrt2).to(Type::f32);
    return (scaled.apply("error_function").to(Type::f64) + 1) / 2;
  };
  const Expression free = map.is_normal ? normal() : mapped;
  const Expression share = where(less(free, 0), 0, where(greater(free, 1), 1, free));
  const std::vector<double>& q = map.quantiles;
  const Expression place = share * static_cast<double>(q.size() - 1), below = floor(place);
  std::vector<double> gap;
  for (std::size_t i = 0; i < q.size(); ++i) gap.push_back(i + 1 < q.size() ? q[i + 1] - q[i] : 0);
  const Expression at = below.to(Type::i64);
  return at.gather(q, 0) + at.gather(std::move(gap), 0) * (place - below);
}

}  // namespace dlflow::views
