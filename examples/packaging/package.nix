# SPDX-License-Identifier: GPL-2.0-or-later
# Nix: callPackage ./package.nix { src = ./pppoe-clamp-0.1.tar.gz; }
# The line of a peers file is `plugin ${pppoe-clamp}/lib/pppd/${ppp.version}/pppoe-clamp.so`;
# etc/ppp, beside it, has the hooks.
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

  # What names a path names the one in the store; /etc comes along.
  installPhase = ''
    make install install-tool DESTDIR=$PWD/root PREFIX=$out PLUGINDIR=$out/lib/pppd/${ppp.version}
    mkdir -p $out
    cp -r root$out/. root/etc $out/
  '';

  meta = {
    description = "PPPoE plugin for pppd with MSS clamp and failover routes";
    license = lib.licenses.gpl2Plus;
    platforms = lib.platforms.linux;
  };
}
