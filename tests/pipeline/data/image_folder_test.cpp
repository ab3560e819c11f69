#include <filesystem>

#include "pipeline/files/files.hpp"
#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;
namespace fs = std::filesystem;

const fs::path kPictures = DLFLOW_SOURCE_DIR "/tests/reference/images";

void put(const TemporaryFolder& folder, const std::string& picture, const std::string& name) {
  fs::create_directories((folder / name).parent_path());
  fs::copy_file(kPictures / picture, folder / name);
}

/// One header of ustar and the bytes behind it, filled up to a block.
std::string entry(const std::string& name, const std::string& bytes, char type = '0') {
  std::string header(512, '\0');
  const auto put_at = [&](std::size_t at, const std::string& text) {
    header.replace(at, text.size(), text);
  };
  char size[13];
  std::snprintf(size, sizeof size, "%011zo", bytes.size());
  put_at(0, name.substr(0, 100));
  put_at(124, size);
  header[156] = type;
  put_at(257, std::string("ustar\00000", 8));
  put_at(148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char digits[9];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  put_at(148, std::string(digits) + std::string("\0 ", 2));
  return header + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

std::string picture(const std::string& name) { return files::read_all(kPictures / name); }

std::string pax(const std::string& key, const std::string& value) {
  const std::string text = " " + key + "=" + value + "\n";
  std::size_t length = text.size() + 1;
  while (std::to_string(length).size() + text.size() != length) ++length;
  return entry("pax", std::to_string(length) + text, 'x');
}

std::string tar_message(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto file = write(folder, "a.tar", bytes);
  return message_of(folder, [&] { return read_table(file, {}, {}); });
}

const std::string kEnd(1024, '\0');

}  // namespace

TEST_CASE("a folder of images has a row for each, sorted by path, and its folder as the class") {
  const TemporaryFolder folder;
  put(folder, "grey.png", "photos/dog/b.png");
  put(folder, "grey.png", "photos/cat/z.PNG");
  put(folder, "grey.png", "photos/dog/a.png");
  put(folder, "grey.png", "photos/cat/deep/x.png");
  write(folder, "photos/Thumbs.db", "x");
  write(folder, "photos/cat/.DS_Store", "x");
  const auto read = read_table(folder / "photos", {}, {});
  REQUIRE(read.table.columns.size() == 3);
  CHECK(read.target == "class");
  CHECK(shown(read.table.columns[0]) == "cat/deep/x.png|cat/z.PNG|dog/a.png|dog/b.png");
  CHECK(shown(read.table.columns[2]) == "cat|cat|dog|dog");
  CHECK(read.table.columns[2].kind == ColumnKind::binary);
  const auto& block = *read.table.columns[1].images;
  CHECK((block.height == 6 && block.width == 9 && block.channels == 1 && block.size() == 4));
  CHECK(read.notes == std::vector<std::string>{
                          "2 files are no PNG or JPEG by their names and left out: .DS_Store, "
                          "Thumbs.db"});
}

TEST_CASE("images are resized, recoloured, and the same for any number of threads") {
  const TemporaryFolder folder;
  for (int i = 0; i < 40; ++i) {
    put(folder, "rgb.jpg", "photos/a/" + std::to_string(i) + ".jpg");
    put(folder, i % 2 ? "grey.jpg" : "rgba.png", "photos/b/" + std::to_string(i) + ".png");
  }
  DataOptions options;
  options.images = (folder / "photos").string();
  options.size = {8, 6};
  const auto once = read_data(options, {});
  const auto thrice = read_data(options, {}, 3);
  CHECK(once.table.columns[1].images->bytes == thrice.table.columns[1].images->bytes);
  CHECK(once.content_hash == thrice.content_hash);
  CHECK(once.content_hash == content_hash(folder / "photos"));
  CHECK(once.table.columns[1].images->channels == 3);
  CHECK(once.notes == std::vector<std::string>{"80 images are resized to 8 x 6 pixels",
                                               "20 images are transparent in parts: they are "
                                               "white"});
  options.colours = Colours::grey;
  const auto grey = read_data(options, {}).table.columns[1].images;
  CHECK(grey->channels == 1);
  CHECK(grey->bytes.size() == 80 * 48);
}

TEST_CASE("train/ and test/ in a folder are training and test rows") {
  const TemporaryFolder folder;
  put(folder, "grey.png", "photos/test/cat/1.png");
  put(folder, "grey.png", "photos/train/cat/1.png");
  put(folder, "grey.png", "photos/train/dog/1.png");
  put(folder, "grey.png", "photos/other/dog/1.png");
  const auto read = read_table(folder / "photos", {}, {});
  CHECK(read.test_begin == 2);
  CHECK(shown(read.table.columns[0]) == "train/cat/1.png|train/dog/1.png|test/cat/1.png");
  CHECK(shown(read.table.columns[2]) == "cat|dog|cat");
  CHECK(read.notes == std::vector<std::string>{
                          "1 image beside train/ and test/ is left out, the first in 'other'",
                          "the test set is test/: 1 of 3 images"});
  DataOptions options;
  options.train = (folder / "photos/train").string();
  options.test = (folder / "photos/test").string();
  const auto two = read_data(options, {});
  CHECK(two.test_begin == 2);
  CHECK(shown(two.table.columns[2]) == "cat|dog|cat");
  options.train = (folder / "photos").string();
  CHECK(message_of(folder, [&] { return read_data(options, {}); }) ==
        "photos holds train/ and test/, but a test set is named beside it\n"
        "  name one of the two folders in its place");
}

TEST_CASE("folders named by numbers are numbers where the settings say so") {
  const TemporaryFolder folder;
  put(folder, "grey.png", "photos/3.5/a.png");
  put(folder, "grey.png", "photos/10/b.png");
  ColumnSettings settings(1);
  settings[0].first = "class";
  settings[0].second.kind = ColumnKind::number;
  const auto read = read_table(folder / "photos", {}, settings);
  CHECK(shown(read.table.columns[2]) == "10|3.5");
  CHECK(read.table.columns[2].is_number());
  put(folder, "grey.png", "photos/old/c.png");
  CHECK(message_of(folder, [&] { return read_table(folder / "photos", {}, settings); }) ==
        "row 3, column 'class': 'old' is not a number");
  settings[0].first = "image";
  CHECK(message_of(folder, [&] { return read_table(folder / "photos", {}, settings); }) ==
        "photos: column 'image' holds images, not values of kind number");
}

TEST_CASE("the hash of a folder changes with a name and with a byte, not with other files") {
  const TemporaryFolder folder;
  put(folder, "grey.png", "photos/cat/1.png");
  put(folder, "grey.png", "photos/dog/1.png");
  const std::string before = content_hash(folder / "photos");
  write(folder, "photos/cat/notes.txt", "x");
  CHECK(content_hash(folder / "photos") == before);
  fs::rename(folder / "photos/cat/1.png", folder / "photos/cat/2.png");
  const std::string renamed = content_hash(folder / "photos");
  CHECK(renamed != before);
  write(folder, "photos/dog/1.png", picture("rgb.png"));
  CHECK(content_hash(folder / "photos") != renamed);
}

TEST_CASE("an archive is read as the folder that was packed") {
  const std::string long_name = "photos/cat/" + std::string(120, 'x') + ".png";
  const std::string tar =
      entry("./photos/", "", '5') + entry("photos/dog/1.png", picture("grey.png")) +
      entry("photos/._1.png", "mac") + pax("path", long_name) + entry("cut", picture("grey.png")) +
      entry("././@LongLink", "photos/cat/gnu.png\0", 'L') + entry("cut", picture("grey.png")) +
      entry("photos/readme.txt", "hello") + kEnd;
  const TemporaryFolder folder;
  const auto read = read_table(write(folder, "a.tar", tar), {}, {});
  CHECK(shown(read.table.columns[0]) == "photos/cat/gnu.png|" + long_name + "|photos/dog/1.png");
  CHECK(shown(read.table.columns[2]) == "cat|cat|dog");
  CHECK(read.content_hash == files::sha256(tar));
  CHECK(read.notes ==
        std::vector<std::string>{"2 files are no PNG or JPEG by their names and left out: "
                                 "._1.png, readme.txt"});
}

TEST_CASE("an archive that is damaged or leads out is refused at its byte") {
  const std::string first = entry("cat/1.png", picture("grey.png"));
  const std::string out =
      "\n  pack the folder again, from its parent: tar czf photos.tar.gz photos";
  CHECK(tar_message("") == "a.tar: byte 0: no tar archive: it is shorter than one header");
  CHECK(tar_message(std::string(600, 'x')) ==
        "a.tar: byte 0: no tar archive: the sum over its first header is wrong");
  CHECK(tar_message(first.substr(0, 560)) ==
        "a.tar: byte 560: the archive ends here, within "
        "'cat/1.png'");
  CHECK(tar_message(first + first.substr(0, 100)) ==
        "a.tar: byte 1124: the archive ends here, within a header");
  CHECK(tar_message(entry("cat/../../1.png", "x") + kEnd) ==
        "a.tar: byte 512: 'cat/../../1.png' leads out of the archive" + out);
  CHECK(tar_message(entry("/cat/1.png", "x") + kEnd) ==
        "a.tar: byte 512: '/cat/1.png' begins at the root of the file system" + out);
  CHECK(tar_message(pax("path", "../1.png") + entry("x", "x") + kEnd) ==
        "a.tar: byte 1536: '../1.png' leads out of the archive" + out);
  CHECK(tar_message(entry("pax", "99 path=x\n", 'x') + kEnd) ==
        "a.tar: byte 1024: what pax says here is damaged");
  CHECK(tar_message(first + first + kEnd) ==
        "a.tar: 'cat/1.png' occurs twice\n  pack the folder again");
  CHECK(tar_message(entry("cat/1.png", "", '2') + kEnd) ==
        "a.tar: there is no image in it: no file ends in .png, .jpg or .jpeg\n"
        "  1 file is no PNG or JPEG by its name and left out: 1.png (a link or device)");
}

TEST_CASE("links are followed to files inside the folder alone") {
  const TemporaryFolder folder;
  put(folder, "grey.png", "photos/cat/1.png");
  put(folder, "grey.png", "outside.png");
  fs::create_directories(folder / "photos/dog");
  fs::create_symlink("../cat/1.png", folder / "photos/dog/1.png");
  const auto message = [&] {
    return message_of(folder, [&] { return read_table(folder / "photos", {}, {}); });
  };
  CHECK(shown(read_table(folder / "photos", {}, {}).table.columns[2]) == "cat|dog");
  fs::create_symlink("../../outside.png", folder / "photos/dog/2.png");
  CHECK(message() ==
        "photos/dog/2.png: a link out of photos\n"
        "  copy what it leads to in its place");
  fs::remove(folder / "photos/dog/2.png");
  fs::create_symlink("nowhere.png", folder / "photos/dog/3.png");
  CHECK(message() ==
        "photos/dog/3.png: a link that leads nowhere\n"
        "  remove it, or copy the file in its place");
  fs::remove(folder / "photos/dog/3.png");
  fs::create_symlink("..", folder / "photos/dog/up");
  CHECK(message() ==
        "photos/dog/up: a link out of photos\n"
        "  copy what it leads to in its place");
  fs::remove(folder / "photos/dog/up");
  fs::create_symlink("../cat", folder / "photos/dog/cat");
  CHECK(message() ==
        "photos/dog/cat: a link to a folder, which is not followed\n"
        "  remove it: what it leads to is read where it lies");
}
