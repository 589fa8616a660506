// Preloaded by node: the server ends when the process that started it does, however that ends.
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();
