using System.Reflection;

namespace FaunaFunctions.Core.Parts;

internal static class ProgramVersion
{
    /// <summary>Version of this program, as its build was told.</summary>
    public static string Current { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
