#pragma once

#include "pipeline/models/network_template.hpp"

namespace dlflow::models {

/// Convolutions over the steps of a series, each behind normalization and relu ended by pooling.
struct PooledConvolutions {
  std::vector<std::int64_t> filters;
  std::int64_t kernel_size = 5, pool_size = 2;
};
/// The fields of it among those of a template.
void describe_fields(schema::Object& o, PooledConvolutions& x);

Layers pooled_convolutions(const PooledConvolutions& x);

}  // namespace dlflow::models
