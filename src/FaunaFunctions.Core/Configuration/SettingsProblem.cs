using System.Globalization;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Something that is wrong with a settings file, or questionable about it. Never holds a secret.</summary>
/// <param name="File">The file as it was named to the reader.</param>
/// <param name="Line">Line, from 1; 0 when the problem is with the file as a whole.</param>
/// <param name="Column">Column in UTF-16 code units, from 1; 0 when the problem is with the file as a whole.</param>
/// <param name="Path">Where in the settings, such as <c>exports[1].pageSize</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong and what to do: a sentence that goes on where the path ends.</param>
public sealed record SettingsProblem(string File, int Line, int Column, string Path, string Message)
{
    /// <summary><c>exports.json:12:17 exports[1].pageSize: must be …</c></summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
        return Path.Length == 0 ? $"{place}: {Message}" : $"{place} {Path}: {Message}";
    }
}
