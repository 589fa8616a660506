using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Parts;

NativeHeap.ReturnFreedMemory();
return await HandlerProcess.RunAsync(args);
