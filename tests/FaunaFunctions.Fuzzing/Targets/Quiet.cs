using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Runs what may end in an error that callers know.</summary>
internal static class Quiet
{
    public static void Run(Action action) => Get<object?>(() =>
    {
        action();
        return null;
    });

    /// <summary>Null when it ended in such an error.</summary>
    public static T? Get<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDocumented(e))
        {
            return default;
        }
    }

    public static bool IsDocumented(Exception e) => e is FaunaException or RecordInvalid or SettingsInvalid or CursorCorrupt or ManifestInvalid;
}
