#pragma once

#include "pipeline/data/data_options.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/readers/text_source.hpp"

namespace dlflow::data {

/// Thrown while reading as UTF-8: the file is to be read again, as Latin-1.
struct NotUtf8 {};

/// Reads by `read` in the encoding given: automatic is UTF-8, or Latin-1 where `read` finds that
/// the text is none, and that is noted.
template <class Read>
ReadResult in_encoding(Encoding encoding, const Read& read) {
  if (encoding == Encoding::latin1) return read(SourceEncoding::latin1);
  try {
    return read(SourceEncoding::utf8);
  } catch (const NotUtf8&) {
    ReadResult result = read(SourceEncoding::latin1);
    result.notes.push_back("the text is not UTF-8 and is read as Latin-1");
    return result;
  }
}

}  // namespace dlflow::data
