# Reads what universal-ctags says of C++ sources, twice, and prints the names that are not as they
# should be: types and template parameters LikeThis, all other names like_this, private members
# like_this_, constants kLikeThis too. Ends with 1 where there are any.
BEGIN { FS = "\t"; lower = "^[a-z][a-z0-9_]*$"; camel = "^[A-Z][A-Za-z0-9]*$"; constant = "^k[A-Z][A-Za-z0-9]*$" }

/^!/ { next }
NR == FNR { if ($4 ~ /^(class|struct|typedef|tparam)$/) is_type[$1] = 1; next }

# Names without a name, operators and destructors, what a library calls, the system's structs.
$1 ~ /^__anon|[^A-Za-z0-9_]|^On[A-Z]/ || $1 ~ /^(is_transparent|value_type)$/ { next }
$4 == "struct" && $3 ~ /struct (stat|statx|flock|rusage|sigaction) / { next }
# An instance of a template, or the type of a parameter without a name.
$4 ~ /^(variable|parameter|prototype)$/ && $1 in is_type { next }

{
  kind = $4; scope = access = line = ""
  for (i = 5; i <= NF; ++i) {
    if ($i ~ /^access:/) access = substr($i, 8)
    if ($i ~ /^line:/) line = substr($i, 6)
    if ($i ~ /^(class|struct|union):/) { scope = $i; sub(/.*:/, "", scope) }
  }
  is_private = access == "private" || access == "protected"
  if (kind ~ /^(function|prototype)$/) good = $1 ~ lower || $1 == scope
  else if (kind ~ /^(namespace|enumerator)$/) good = $1 ~ lower
  else if (kind ~ /^(class|struct|union|enum|typedef)$/) good = $1 ~ camel
  else if (kind == "tparam") good = $1 ~ camel || $1 ~ constant
  else if (kind == "member") good = $1 ~ constant || ($1 ~ lower && ($1 ~ /_$/) == is_private)
  else good = $1 ~ lower || $1 ~ constant
  if (good) next
  print $2 ":" line ": " (access ? access " " : "") kind " '" $1 "'"
  found = 1
}
END { exit found }
