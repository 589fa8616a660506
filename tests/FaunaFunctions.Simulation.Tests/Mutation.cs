namespace FaunaFunctions.Simulation.Tests;

/// <summary>A break made on purpose. It is compiled in beside what is right, and chosen when the program starts.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="Api">The query language whose seeds are played.</param>
/// <param name="Edits">Changes of the source of Core.</param>
internal sealed record Mutation(string Name, string Api, params Edit[] Edits);

/// <summary>A change of one file.</summary>
/// <param name="File">Below <c>src/FaunaFunctions.Core</c>.</param>
/// <param name="Old">Text that stands there exactly once.</param>
/// <param name="New">What takes its place; <c>BROKEN</c> in it asks whether this break was chosen.</param>
internal sealed record Edit(string File, string Old, string New);
