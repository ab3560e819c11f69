#include "pipeline/files/hash.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;

TEST_CASE("SHA-256 gives the values of FIPS 180-2") {
  CHECK(files::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(files::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(files::sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the hash of a file is the hash of its bytes") {
  const TemporaryFolder folder;
  const std::string bytes(700'001, 'q');
  files::commit(folder / "file", bytes);
  CHECK(files::sha256_file(folder / "file") == files::sha256(bytes));
  CHECK_THROWS_AS(files::sha256_file(folder / "none"), EnvironmentError);
}

TEST_CASE("pieces hash like the whole, and texts in a row keep their border") {
  files::Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  CHECK(pieces.finish() == files::sha256("abc"));
  files::Sha256 left, right;
  left.add_text("ab");
  left.add_text("c");
  right.add_text("a");
  right.add_text("bc");
  CHECK(left.finish() != right.finish());
}
