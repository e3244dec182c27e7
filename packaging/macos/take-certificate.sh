#!/usr/bin/env bash
# Puts the certificate of the release into a keychain of its own and tells the steps that follow how to sign:
# take-certificate.sh, with CERTIFICATE (a .p12 in base64), PASSWORD, IDENTITY, ACCOUNT, TEAM, APP_PASSWORD.
set -euo pipefail

keychain=$RUNNER_TEMP/release.keychain-db
word=$(openssl rand -hex 16)
file=$RUNNER_TEMP/certificate.p12
trap 'rm -f "$file"' EXIT
echo "$CERTIFICATE" | base64 --decode >"$file"

security create-keychain -p "$word" "$keychain"
security set-keychain-settings -lut 7200 "$keychain"
security unlock-keychain -p "$word" "$keychain"
security import "$file" -P "$PASSWORD" -f pkcs12 -k "$keychain" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$word" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
xcrun notarytool store-credentials baleen --keychain "$keychain" \
  --apple-id "$ACCOUNT" --team-id "$TEAM" --password "$APP_PASSWORD"

{
  echo "BALEEN_SIGN_AS=$IDENTITY"
  echo "BALEEN_NOTARY_PROFILE=baleen"
} >>"$GITHUB_ENV"
