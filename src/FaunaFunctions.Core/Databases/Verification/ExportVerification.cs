using System.Text.Json.Serialization;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Databases.Verification;

/// <summary>Whether to compare what was exported with the database's own count.</summary>
public enum SourceQuestion
{
    /// <summary>Leave the database alone.</summary>
    None,

    /// <summary>Compare where a count can be had.</summary>
    IfPossible,

    /// <summary>Compare; a count that cannot be had is a failure.</summary>
    Required,
}

/// <summary>What verifying an export has shown.</summary>
/// <param name="Report">What its files say, and the database where it was asked.</param>
/// <param name="CountAtSource">Documents that the database counts at the snapshot's time; null when that is not known.</param>
/// <param name="WhyNotCounted">Why it is not; null when it is, or was not asked for.</param>
/// <param name="MustBeCounted">Whether a count that could not be had is a failure.</param>
public sealed record ExportVerification(
    VerificationReport Report, long? CountAtSource, string? WhyNotCounted, [property: JsonIgnore] bool MustBeCounted)
{
    /// <summary>Whether all is as promised, and everything that was asked for could be looked at.</summary>
    public bool Passed => Report.Passed && (!MustBeCounted || WhyNotCounted is null);
}
