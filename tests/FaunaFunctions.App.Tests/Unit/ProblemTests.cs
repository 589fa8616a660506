using System.Runtime.CompilerServices;
using FaunaFunctions.App.Http;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class ProblemTests
{
    public static TheoryData<Type> Exceptions() =>
        [.. typeof(Exporter).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Exception)) && !t.IsAbstract && t != typeof(SettingsInvalid))];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Every_error_of_the_exporter_is_a_problem_that_callers_know(Type type)
    {
        var problem = ProblemOf.Exception((Exception)RuntimeHelpers.GetUninitializedObject(type));

        Assert.NotEqual(ProblemType.Unexpected.Uri, problem.Type);
    }
}
