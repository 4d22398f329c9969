# What the platform and its tests are made of, piece by piece. Sourced after common.sh.
# shellcheck shell=bash

# Chinese and Latin, and free to embed (Apache-2.0).
FONT=/usr/share/fonts/truetype/wqy/wqy-microhei.ttc
# The rest of GB 18030-2022, for the names of people and places: the extensions of Unicode's Han (OFL), and the last
# twenty characters of its first block (Arphic).
HANAZONO=/usr/share/fonts/truetype/hanazono
BABELSTONE=/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf

install_packages() {
    [ $# -gt 0 ] || return 0
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "these packages are missing and neither root nor sudo is at hand: $*
Please let an administrator run: apt-get install $*"
        root=(sudo)
    fi
    command -v apt-get >/dev/null || die "please install with your system's package manager: $*"
    say "installing: $*"
    export DEBIAN_FRONTEND=noninteractive
    "${root[@]}" apt-get update -qq
    if [[ " $* " == *" postgresql "* ]]; then
        # The package would start a cluster of its own; the platform brings its own and touches no other.
        "${root[@]}" apt-get install -y -qq postgresql-common >/dev/null
        "${root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' |
            "${root[@]}" tee /etc/postgresql-common/createcluster.d/rongtong.conf >/dev/null
    fi
    "${root[@]}" apt-get install -y -qq "$@" >/dev/null
}

# Packages of the distribution that are missing, those of the arguments too.
system_packages() {
    local missing=() package
    [ -n "$(postgres_bin)" ] || missing+=(postgresql)
    command -v redis-server >/dev/null || missing+=(redis-server)
    command -v cc >/dev/null || missing+=(build-essential)
    command -v curl >/dev/null || missing+=(curl)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    if ! command -v cargo >/dev/null && ! apt-cache show rustup >/dev/null 2>&1; then
        die "Rust is missing. Please install rustup (https://rustup.rs) and run this again."
    fi
    command -v cargo >/dev/null || missing+=(rustup)
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    [ -s "$FONT" ] || missing+=(fonts-wqy-microhei)
    [ -s "$HANAZONO/HanaMinB.ttf" ] || missing+=(fonts-hanazono)
    [ -s "$BABELSTONE" ] || missing+=(fonts-babelstone-han)
    /usr/bin/python3 -c 'import fontTools' 2>/dev/null || missing+=(python3-fonttools)
    install_packages "${missing[@]}"
    [ -n "$(postgres_bin)" ] || die "Postgres 15 or later is needed; this distribution's package is older."
}

rust_toolchain() {
    local channel
    channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    rustup toolchain list | grep -q "^$channel" || rustup toolchain install --profile minimal "$channel"
    rustup target list --installed | grep -q wasm32-wasip2 || rustup target add wasm32-wasip2
    rustup component list --installed | grep -q '^rustfmt' || rustup component add rustfmt clippy
    say "$(rustc --version)"
}

# All components, as they are served.
components() {
    local packages=() folder
    for folder in functions/*/; do packages+=(-p "$(basename "$folder")"); done
    cargo build --locked --profile component --target wasm32-wasip2 "${packages[@]}"
}

# Native programs, by the names of their files. Of all crates together, so that each build of the platform, of its tests
# and of its measurements means the same features of every crate, and none is compiled twice.
programs() {
    local binaries=() name
    for name in "$@"; do binaries+=(--bin "$name"); done
    cargo build --locked --release --workspace "${binaries[@]}"
}

# The models into the components that score.
prepared() {
    local function
    for function in $(sed -n 's/.* --bin prepare -- \([a-z-]*\)"$/\1/p' spin.toml); do
        target/release/prepare "$function"
    done
}

# The portals, where something changed since they were built.
portals() {
    local newer
    node_packages static
    newer=$(find static sql/seed/reference shared/words/words.json -newer static/dist/index.html -type f \
        -not -path 'static/dist/*' -not -path 'static/node_modules/*' -not -name schema.d.ts 2>/dev/null |
        head -n 1 || true)
    if [ ! -s static/dist/index.html ] || [ -n "$newer" ]; then
        npm run --silent --prefix static build -- --logLevel warn
    fi
}

# The fonts of the report's PDF. Those of rare characters are cut into files small enough to be read when a name needs
# one; `functions/read-credit-report/src/pdf/font.rs` knows the ranges too.
report_fonts() {
    mkdir -p .local/fonts
    cmp -s "$FONT" .local/fonts/report.ttc || cp "$FONT" .local/fonts/report.ttc
    han_font bmp "$HANAZONO/HanaMinA.ttf" 2E80-2FDF,31C0-31EF,3400-4DBF,9FA6-9FEA,F900-FAFF
    han_font 20000 "$HANAZONO/HanaMinB.ttf" 20000-23FFF
    han_font 24000 "$HANAZONO/HanaMinB.ttf" 24000-26FFF
    han_font 27000 "$HANAZONO/HanaMinB.ttf" 27000-2A6DF
    han_font 2a700 "$HANAZONO/HanaMinB.ttf" 2A700-2EBEF,2F800-2FA1F
    han_font new "$BABELSTONE" 9FEB-9FFF,2EBF0-2EE5F,30000-323AF
}

# A part of a font: name, file, ranges.
han_font() {
    local file=.local/fonts/han-$1.ttf
    [ "$file" -nt "$2" ] && return 0
    /usr/bin/python3 -m fontTools.subset "$2" --unicodes="$3" --no-hinting --layout-features='' --notdef-outline \
        --drop-tables+=GSUB,GPOS,GDEF,BASE,vhea,vmtx,FFTM,DSIG,prop,meta --output-file="$file.part"
    mv "$file.part" "$file"
}
