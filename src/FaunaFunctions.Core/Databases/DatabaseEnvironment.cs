using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Databases;

/// <summary>What every run over a database shares.</summary>
internal sealed record DatabaseEnvironment(
    Exporter Exporter, IPartStore Parts, ICursorStore Cursors, TimeProvider Time, Random Random, ILogger Logger);
