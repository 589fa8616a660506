using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Exporting;

ExportProcess.Prepare();
return await HandlerProcess.RunAsync(args);
