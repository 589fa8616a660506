// Preloaded by node: the server ends when the process that started it does, however that ends; and in order, all that it holds on its disk, when it is told to.
process.stdin
  .on('data', () => process.emit('SIGTERM'))
  .on('end', () => process.exit(0))
  .on('error', () => process.exit(0));
