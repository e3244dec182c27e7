#!/usr/bin/env bash
# One file of dist/Baleen.AppDir that runs without being installed: appimage.sh
# Fetches the maker and the starter that goes into the file, both at a fixed release, checked against their sums.
set -euo pipefail
cd "$(dirname "$0")/../.."

architecture=$(uname -m)
maker=https://github.com/AppImage/appimagetool/releases/download/1.9.1/appimagetool-$architecture.AppImage
starter=https://github.com/AppImage/type2-runtime/releases/download/20251108/runtime-$architecture
case $architecture in
  x86_64)
    maker_sum=ed4ce84f0d9caff66f50bcca6ff6f35aae54ce8135408b3fa33abfc3cb384eb0
    starter_sum=2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d ;;
  aarch64)
    maker_sum=f0837e7448a0c1e4e650a93bb3e85802546e60654ef287576f46c71c126a9158
    starter_sum=00cbdfcf917cc6c0ff6d3347d59e0ca1f7f45a6df1a428a0d6d8a78664d87444 ;;
  *) echo "no AppImage for $architecture" >&2; exit 1 ;;
esac

tools=build/appimage
mkdir -p "$tools"
fetch() { # fetch ADDRESS SUM FILE
  curl --fail --silent --show-error --location --retry 3 --proto '=https' --output "$3" "$1"
  echo "$2  $3" | sha256sum --check --quiet
}
fetch "$maker" "$maker_sum" "$tools/appimagetool"
fetch "$starter" "$starter_sum" "$tools/runtime"
chmod +x "$tools/appimagetool"

version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' app/__init__.py)
file=dist/baleen-$version-linux-$architecture.AppImage
# Unpacked, as machines that build have no FUSE. The same tree gives the same file.
APPIMAGE_EXTRACT_AND_RUN=1 ARCH=$architecture SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} \
  "$tools/appimagetool" --no-appstream --runtime-file "$tools/runtime" --comp zstd \
  --mksquashfs-opt -Xcompression-level --mksquashfs-opt 22 dist/Baleen.AppDir "$file"

APPIMAGE_EXTRACT_AND_RUN=1 "$file" --self-test >/dev/null
most=$(python3 -c 'import sys; sys.path.insert(0, "packaging"); import smoke; print(smoke.PACKAGE_MB[".AppImage"])')
size=$(($(stat --format %s "$file") / 1000000))
echo "$file: $size MB of $most"
[ "$size" -le "$most" ]
