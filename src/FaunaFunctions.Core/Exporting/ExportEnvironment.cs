using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Exporting;

/// <summary>What every run of an exporter shares.</summary>
internal sealed record ExportEnvironment(
    IPartStore Parts, ICursorStore Cursors, TimeProvider Time, Random Random, ILogger Logger, ExportTuning Tuning);
