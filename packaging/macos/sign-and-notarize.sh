#!/usr/bin/env bash
# Has Apple look at a disk image, so that it opens on every Mac without a warning: sign-and-notarize.sh FILE.dmg
# Wants BALEEN_SIGN_AS (the identity in the keychain, "Developer ID Application: …") and BALEEN_NOTARY_PROFILE (made once
# with `xcrun notarytool store-credentials`). The program in it was signed by PyInstaller, from the inside out.
set -euo pipefail

image=$1
: "${BALEEN_SIGN_AS:?names no identity to sign with}" "${BALEEN_NOTARY_PROFILE:?names no stored credentials}"

codesign --force --timestamp --sign "$BALEEN_SIGN_AS" "$image"
xcrun notarytool submit "$image" --keychain-profile "$BALEEN_NOTARY_PROFILE" --wait
xcrun stapler staple "$image"
spctl --assess --type open --context context:primary-signature --verbose=2 "$image"
