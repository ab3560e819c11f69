#pragma once

namespace dlflow::statistics {

/// The chance that the range of `count` >= 2 equal normal means, divided by the standard error of
/// one, is `q` or more; `degrees` > 0 of the error. For two it is that of Student's t at q /
/// sqrt 2. To 1e-9. NaN for NaN.
///
/// Source: J. Tukey, The problem of multiple comparisons (1953).
double studentized_range_above(double q, int count, double degrees);

}  // namespace dlflow::statistics
