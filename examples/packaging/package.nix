# SPDX-License-Identifier: GPL-2.0-or-later
# Nix: callPackage ./package.nix { src = ./pppoe-clamp-0.1.tar.gz; }
# The line of a peers file is `plugin ${pppoe-clamp}/lib/pppd/${ppp.version}/pppoe-clamp.so`.
# The plugin and the command alone: hooks and units look for programs where NixOS has none,
# and NixOS has units of its own for pppd.
{
  lib,
  stdenv,
  pkg-config,
  jansson,
  libmnl,
  libnftnl,
  libseccomp,
  ppp,
  src,
}:

stdenv.mkDerivation {
  pname = "pppoe-clamp";
  version = "0.1";
  inherit src;

  nativeBuildInputs = [ pkg-config ];
  buildInputs = [
    jansson
    libmnl
    libnftnl
    libseccomp
    ppp
  ];
  buildFlags = [
    "all"
    "tool"
  ];

  installPhase = ''
    make install install-tool DESTDIR=$PWD/root PREFIX=$out PLUGINDIR=$out/lib/pppd/${ppp.version}
    mkdir -p $out/lib
    cp -r root$out/bin root$out/share $out/
    cp -r root$out/lib/pppd $out/lib/
  '';

  meta = {
    description = "PPPoE plugin for pppd with MSS clamp and failover routes";
    license = lib.licenses.gpl2Plus;
    platforms = lib.platforms.linux;
  };
}
