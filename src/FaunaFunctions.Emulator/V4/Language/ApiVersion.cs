namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>Versions of the language that a request may ask for, in order.</summary>
internal static class ApiVersion
{
    public const int V20 = 0;
    public const int V21 = 1;
    public const int V27 = 2;
    public const int V3 = 4;
    public const int V4 = 5;

    private static readonly string[] s_names = ["2.0", "2.1", "2.7", "2.12", "3", "4", "5", "UNSTABLE"];

    /// <summary>The version with this name; null when there is none.</summary>
    public static int? Parse(string name) => Array.IndexOf(s_names, name) is var i && i >= 0 ? i : null;

    /// <summary>The name that a lambda written under the version carries.</summary>
    public static string OfLambda(int version) => version < V3 ? "2.12" : s_names[version];
}
