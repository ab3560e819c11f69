#include "pipeline/views/row_pieces.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstdint>

#include "core/kernels/dispatch.hpp"

namespace dlflow::views {
namespace {

/// Whether these rows follow each other, and whether they lie in the chunk of the first.
DLFLOW_CLONES void look_at(const data::RowIndex* rows, std::uint32_t count, std::uint32_t chunk,
                           bool* is_run, bool* is_one_chunk) {
  std::uint32_t gaps = 0, others = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    gaps |= rows[i] ^ (rows[0] + i);
    others |= rows[i] ^ rows[0];
  }
  *is_run = gaps == 0;
  *is_one_chunk = others < chunk;
}

constexpr std::uint32_t kMask = data::Chunked<double>::kChunk - 1;
static_assert((data::Chunked<double>::kChunk & kMask) == 0, "a mask cuts out the place in a chunk");

DLFLOW_CLONES void pick_any(const double* from, const data::RowIndex* rows, std::size_t count,
                            double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = from[rows[i] & kMask];
}

#if defined(__x86_64__)
/// Most training rows lie among their neighbours: eight of them within sixteen values, which are
/// two vectors to choose from.
__attribute__((target("avx512f,avx512vl"))) void pick_near(const double* from,
                                                           const data::RowIndex* rows,
                                                           std::size_t count, double* out) {
  constexpr std::size_t kLanes = 8, kNear = 16;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const double* first = from + (rows[i] & kMask);
    const __m256i place =
        _mm256_sub_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows + i)),
                         _mm256_set1_epi32(static_cast<int>(rows[i])));
    const bool is_near = _mm256_cmpge_epu32_mask(place, _mm256_set1_epi32(kNear)) == 0;
    if (is_near && (rows[i] & kMask) + kNear <= kMask)
      _mm512_storeu_pd(out + i, _mm512_permutex2var_pd(_mm512_loadu_pd(first),
                                                       _mm512_maskz_cvtepu32_epi64(0xFF, place),
                                                       _mm512_loadu_pd(first + kLanes)));
    else
      for (std::size_t k = i; k < i + kLanes; ++k) out[k] = from[rows[k] & kMask];
  }
  for (; i < count; ++i) out[i] = from[rows[i] & kMask];
}

void pick(const double* from, const data::RowIndex* rows, std::size_t count, double* out) {
  const bool can_choose = kernels::vector_bytes() == 64;
  const bool is_dense = count > 0 && rows[count - 1] - rows[0] < 2 * count;
  (can_choose && is_dense ? pick_near : pick_any)(from, rows, count, out);
}
#else
void pick(const double* from, const data::RowIndex* rows, std::size_t count, double* out) {
  pick_any(from, rows, count, out);
}
#endif

DLFLOW_CLONES void pick(const std::int32_t* from, const data::RowIndex* rows, std::size_t count,
                        std::int32_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = from[rows[i] & kMask];
}

template <class T>
const T* read_values(const data::Chunked<T>& column, const Piece& piece, std::vector<T>& buffer) {
  constexpr std::size_t kChunk = data::Chunked<T>::kChunk;
  const T* chunk = column.chunk(piece.rows[0] / kChunk).data();
  if (piece.is_run && piece.is_one_chunk) return chunk + piece.rows[0] % kChunk;
  buffer.resize(piece.size());
  if (piece.is_one_chunk)
    pick(chunk, piece.rows.data(), piece.size(), buffer.data());
  else
    std::transform(piece.rows.begin(), piece.rows.end(), buffer.begin(),
                   [&](data::RowIndex row) { return column[row]; });
  return buffer.data();
}

}  // namespace

std::vector<Piece> pieces_of(std::span<const data::RowIndex> rows, std::size_t size) {
  std::vector<Piece> pieces;
  for (std::size_t begin = 0; begin < rows.size(); begin += size) {
    Piece piece{rows.subspan(begin, std::min(size, rows.size() - begin))};
    look_at(piece.rows.data(), static_cast<std::uint32_t>(piece.size()),
            data::Chunked<double>::kChunk, &piece.is_run, &piece.is_one_chunk);
    pieces.push_back(piece);
  }
  return pieces;
}

const double* read(const data::Chunked<double>& column, const Piece& piece,
                   std::vector<double>& buffer) {
  return read_values(column, piece, buffer);
}

const std::int32_t* read(const data::Chunked<std::int32_t>& column, const Piece& piece,
                         std::vector<std::int32_t>& buffer) {
  return read_values(column, piece, buffer);
}

ColumnValues ColumnValues::missing(std::size_t count) {
  ColumnValues values;
  values.missing_ = count;
  return values;
}

std::size_t ColumnValues::size() const {
  if (list_) return list_->size();
  std::size_t rows = missing_;
  for (const Piece& piece : pieces_) rows += piece.size();
  return rows;
}

std::vector<double> ColumnValues::list() const {
  if (list_) return *list_;
  std::vector<double> all;
  all.reserve(size());
  for_each([&](const double* values, std::size_t count) {
    all.insert(all.end(), values, values + count);
  });
  return all;
}

}  // namespace dlflow::views
